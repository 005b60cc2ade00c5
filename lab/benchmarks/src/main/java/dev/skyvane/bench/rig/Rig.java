package dev.skyvane.bench.rig;

import dev.skyvane.embedded.EmbeddedKafka;
import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.ClusterAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker, a registry, a stub provider and contenders, all running. */
public final class Rig implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<Contender, ContenderProcess> contenders = new EnumMap<>(Contender.class);
  private final StubProvider stub;
  private final OpenLoop load;

  /**
   * Starts everything.
   *
   * @param which contenders to start
   * @param seed of the payload
   * @throws Exception if a part does not start; nothing is left running then
   */
  public Rig(List<Contender> which, long seed) throws Exception {
    try {
      Path directory = Files.createTempDirectory("skyvane-bench-");
      own(() -> delete(directory));
      var kafka =
          own(EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(directory.resolve("kafka"))));
      var registry =
          own(EmbeddedRegistry.start(kafka.bootstrapServers(), HOST, 0, "skyvane.schemas"));
      stub = own(new StubProvider());
      var address =
          new ClusterAddress(
              kafka.bootstrapServers(),
              registry.url().toString(),
              TopicNames.DEFAULT_PREFIX,
              Map.of());
      createTopics(kafka.bootstrapServers());
      announce(address);
      for (var contender : which) {
        var process =
            own(ContenderProcess.start(contender, settings(contender, address), directory));
        contenders.put(contender, process);
      }
      contenders.values().forEach(ContenderProcess::awaitReady);
      load = own(new OpenLoop(new KafkaClients(kafka.bootstrapServers()), seed));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private static void createTopics(String bootstrapServers)
      throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      new TopicAdmin(admin, TopicNames.DEFAULT).ensure(Names.PARTITIONS, (short) 1);
      admin
          .createTopics(
              Stream.of(Names.input(Contender.BARE), Names.input(Contender.HTTP), Names.REPLIES)
                  .map(name -> new NewTopic(name, Names.PARTITIONS, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  /** A region with prices and a grid zone, so that receipts are worked out in full. */
  private void announce(ClusterAddress address) {
    var region =
        RegionSpec.newBuilder()
            .setId(Names.REGION)
            .setLatitude(Names.LATITUDE)
            .setLongitude(Names.LONGITUDE)
            .setCountry("SE")
            .setGridZone("SE-SE3")
            .setConcurrency(10_000)
            .setPrice(
                PriceSpec.newBuilder()
                    .setUsdPerRequest("0.0000002")
                    .setUsdPerGbSecond("0.0000166667")
                    .build())
            .build();
    var function =
        FunctionSpec.newBuilder()
            .setName(Names.FUNCTION)
            .setVersion(1)
            .setDeployments(
                List.of(
                    Deployment.newBuilder()
                        .setId("echo~http~stub~512")
                        .setRegion(Names.REGION)
                        .setAddress(stub.url())
                        .setMemoryMb(512)
                        .build()))
            .build();
    try (var cluster = Cluster.connect(address)) {
      cluster.regions().write(Map.of(Names.REGION, region));
      cluster.functions().write(Map.of(Names.FUNCTION, function));
    }
  }

  private Map<String, String> settings(Contender contender, ClusterAddress address) {
    return contender == Contender.ROUTER
        ? Map.of(
            "provider",
            stub.url(),
            "bootstrap.servers",
            address.bootstrapServers(),
            "schema.registry.url",
            address.registryUrl(),
            "router.location",
            Names.LATITUDE + "," + Names.LONGITUDE)
        : Map.of("provider", stub.url(), "bootstrap.servers", address.bootstrapServers());
  }

  /**
   * Sends requests to a contender at fixed times and measures.
   *
   * @param rate requests per second
   * @param length how long to send
   * @throws IllegalStateException if a reply is missing or wrong, or the contender has ended
   */
  public Round run(Contender contender, int rate, Duration length) throws InterruptedException {
    var process = process(contender);
    var before = process.counters();
    long calls = stub.calls();
    long nanos = stub.nanos();
    try {
      var times = load.run(contender, rate, length);
      var used = process.counters().since(before);
      long called = stub.calls() - calls;
      if (contender.callsTheProvider() && called != times.getTotalCount()) {
        throw new IllegalStateException(
            "%,d calls for %,d requests".formatted(called, times.getTotalCount()));
      }
      return new Round(times, used, called == 0 ? 0 : (double) (stub.nanos() - nanos) / called);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          e.getMessage() + "; the " + contender.text() + " said last: " + process.lastLines(), e);
    }
  }

  /** Begins to record a contender's pauses. */
  public void record(Contender contender) {
    process(contender).record();
  }

  /** A contender's pauses since {@link #record}, which ends. */
  public Pauses pauses(Contender contender) {
    return process(contender).pauses();
  }

  /** The flags that contenders run with, and their heap. */
  public static String flags() {
    return ContenderProcess.text();
  }

  private ContenderProcess process(Contender contender) {
    var process = contenders.get(contender);
    if (process == null) {
      throw new IllegalArgumentException("the " + contender.text() + " was not started");
    }
    return process;
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      // What is in a directory comes after it.
      for (var path : paths.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    Exception first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
