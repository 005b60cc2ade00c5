package dev.skyvane.emulator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One emulated region. Thread-safe. */
public final class EmulatedRegion {

  private static final long SWITCH_SECONDS = 10;

  private final RegionOptions options;
  private final ConcurrentSkipListMap<String, FunctionOptions> functions =
      new ConcurrentSkipListMap<>();
  private final Ledger ledger;
  private final Faults faults;
  private final Runs runs;
  private final RegionServer server;

  EmulatedRegion(
      Vertx vertx,
      RegionOptions options,
      EmulatorOptions emulator,
      int port,
      ComputePool pool,
      AdminApi admin) {
    this.options = options;
    this.ledger = new Ledger(emulator.ledgerCapacity());
    this.faults = new Faults(this::apply);
    var draws = new Draws(emulator.seed(), options.id());
    var protocol =
        options.provider().equals("aws")
            ? new LambdaProtocol(new LambdaConfigurations(options.name(), functions))
            : new HttpProtocol();
    this.runs = new Runs(vertx, options, protocol, pool, draws);
    var flow = new CallFlow(vertx, options, protocol, functions, runs, draws, faults, ledger, pool);
    this.server =
        new RegionServer(
            options.id(),
            port,
            request -> {
              if (AdminApi.isFor(request)) {
                admin.serve(request, options.id());
              } else {
                flow.serve(request);
              }
            });
  }

  /** What the region was started with. */
  public RegionOptions options() {
    return options;
  }

  /** The region's id, {@code provider:name}. */
  public String id() {
    return options.id();
  }

  /** Where the region listens; the {@code --endpoint-url} of the {@code aws} command. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /**
   * What reaches a function of this region: its ARN with the alias {@code live} on Lambda, its URL
   * elsewhere.
   */
  public String address(String functionName) {
    return options.provider().equals("aws")
        ? LambdaName.arn(options.name(), functionName) + ":live"
        : endpoint() + "/function/" + functionName;
  }

  /** Deploys a function, in place of the one of that name if there is one. */
  public void deploy(String functionName, int memoryMb, SampleFunction function) {
    deploy(FunctionOptions.of(functionName, memoryMb, function));
  }

  /** Deploys a function, in place of the one of that name if there is one. */
  public void deploy(FunctionOptions function) {
    functions.put(function.name(), function);
  }

  /** Takes a function away; runs that have begun go on. */
  public void undeploy(String functionName) {
    functions.remove(functionName);
  }

  /** The functions deployed, by name. */
  public Collection<FunctionOptions> functions() {
    return List.copyOf(functions.values());
  }

  /**
   * Begins instances that wait for calls, so that the next runs are warm. Returns when they wait.
   *
   * @throws IllegalArgumentException if the function is not deployed
   */
  public void warm(String functionName, int instances) {
    var function = functions.get(functionName);
    if (function == null) {
      throw new IllegalArgumentException(
          "Function " + functionName + " is not deployed in " + id() + "; deploy it first.");
    }
    var done = Promise.<Void>promise();
    server
        .context()
        .runOnContext(
            _ -> {
              runs.warm(function, instances);
              done.complete();
            });
    await(done.future(), "warm function " + functionName);
  }

  /** The faults to switch. */
  public Faults faults() {
    return faults;
  }

  /** The region's meter. */
  public Ledger ledger() {
    return ledger;
  }

  /** Runs that hold a place within the limit now. */
  public int inFlight() {
    return runs.inFlight();
  }

  /** The most runs that ever held a place at once. */
  public int maxInFlight() {
    return runs.maxInFlight();
  }

  RegionServer server() {
    return server;
  }

  private void apply(Faults.Outage outage) {
    if (server.deployed()) {
      await(server.listening(outage != Faults.Outage.REFUSED), "switch the port");
    }
  }

  private void await(Future<Void> future, String what) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "Can't " + what + " of " + id() + " on an event loop; call from another thread.");
    }
    try {
      future.toCompletionStage().toCompletableFuture().get(SWITCH_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("Could not " + what + " of " + id(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while it should " + what + " of " + id(), e);
    }
  }
}
