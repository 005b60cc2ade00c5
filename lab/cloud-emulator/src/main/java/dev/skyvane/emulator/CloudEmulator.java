package dev.skyvane.emulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emulated cloud regions, each on a port of 127.0.0.1, all in this JVM: a few event loops and a few
 * compute threads, whatever the number of regions and of calls in flight. Thread-safe.
 */
public final class CloudEmulator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CloudEmulator.class);
  private static final long START_SECONDS = 30;

  private final Vertx vertx;
  private final ComputePool pool;
  private final Map<String, EmulatedRegion> regions;

  private CloudEmulator(Vertx vertx, ComputePool pool, Map<String, EmulatedRegion> regions) {
    this.vertx = vertx;
    this.pool = pool;
    this.regions = regions;
  }

  /**
   * Starts all regions; returns when all listen. Sets the system property {@code java.awt.headless}
   * if it is not set: the images need no display.
   *
   * @throws IllegalStateException if a port is taken; nothing is left running
   */
  public static CloudEmulator start(EmulatorOptions options) {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(options.eventLoops())
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    var pool = new ComputePool(options.computeThreads());
    var regions = Collections.synchronizedMap(new LinkedHashMap<String, EmulatedRegion>());
    var emulator = new CloudEmulator(vertx, pool, regions);
    try {
      var admin = new AdminApi(vertx, regions);
      var starts = new ArrayList<Future<String>>();
      for (var region : options.regions()) {
        var port = options.firstPort() == 0 ? 0 : options.firstPort() + regions.size();
        var emulated = new EmulatedRegion(vertx, region, options, port, pool, admin);
        regions.put(region.id(), emulated);
        starts.add(vertx.deployVerticle(emulated.server()));
      }
      Future.all(starts).await(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      emulator.close();
      throw new IllegalStateException("The emulated regions did not start in time", e);
    } catch (RuntimeException e) {
      emulator.close();
      throw e;
    }
    LOG.info("Emulating {} cloud regions", regions.size());
    return emulator;
  }

  /**
   * The region of that id.
   *
   * @throws IllegalArgumentException if it is not emulated
   */
  public EmulatedRegion region(String regionId) {
    var region = regions.get(regionId);
    if (region == null) {
      throw new IllegalArgumentException(
          "Region " + regionId + " is not emulated; emulated are " + regions.keySet() + ".");
    }
    return region;
  }

  /** All regions, in the order of the options. */
  public Collection<EmulatedRegion> regions() {
    return List.copyOf(regions.values());
  }

  /** Closes all ports and ends all threads; calls in flight end without an answer. */
  @Override
  public void close() {
    pool.close();
    try {
      vertx.close().await(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("The emulated regions did not close in time", e);
    }
  }
}
