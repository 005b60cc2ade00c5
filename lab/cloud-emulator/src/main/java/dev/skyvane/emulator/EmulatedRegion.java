package dev.skyvane.emulator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One emulated region. Thread-safe. */
public final class EmulatedRegion {

  private static final long SWITCH_SECONDS = 10;

  private final RegionOptions options;
  private final ConcurrentSkipListMap<String, FunctionOptions> functions =
      new ConcurrentSkipListMap<>();
  private final Ledger ledger;
  private final @Nullable CallerCheck check;
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
    this.check = check(options, emulator.seed());
    var protocol = protocol();
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

  private static @Nullable CallerCheck check(RegionOptions options, long seed) {
    return switch (options.service()) {
      case AZURE_FUNCTIONS -> new AzureKeys(seed, options.id());
      case CLOUD_FUNCTIONS, CLOUD_RUN -> new GoogleIdentity(Clock.systemUTC());
      case OPENFAAS -> new OpenFaasLogin(seed, options.id());
      case AWS_LAMBDA, HTTP -> null;
    };
  }

  private WireProtocol protocol() {
    return switch (options.service()) {
      case AWS_LAMBDA -> new LambdaProtocol(new LambdaConfigurations(options.name(), functions));
      case CLOUD_FUNCTIONS -> google(GoogleProtocol.Generation.FIRST);
      case CLOUD_RUN -> google(GoogleProtocol.Generation.SECOND);
      case AZURE_FUNCTIONS -> new AzureProtocol(options.id(), functions, callers(AzureKeys.class));
      case OPENFAAS ->
          new OpenFaasProtocol(
              options,
              new OpenFaasSystem(callers(OpenFaasLogin.class), functions, ledger, this::scale));
      case HTTP -> new HttpProtocol();
    };
  }

  private WireProtocol google(GoogleProtocol.Generation generation) {
    return new GoogleProtocol(generation, functions, callers(GoogleIdentity.class), this::address);
  }

  private void scale(FunctionOptions function, int instances) {
    runs.scale(function, instances);
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
    return switch (options.service()) {
      case AWS_LAMBDA -> LambdaName.arn(options.name(), functionName) + ":live";
      case CLOUD_FUNCTIONS, CLOUD_RUN -> endpoint() + "/" + functionName;
      case AZURE_FUNCTIONS -> endpoint() + "/api/" + functionName;
      case OPENFAAS, HTTP -> endpoint() + "/function/" + functionName;
    };
  }

  /**
   * How the region knows its callers.
   *
   * @throws IllegalArgumentException if it does so in another way, or asks nobody
   */
  public <T extends CallerCheck> T callers(Class<T> how) {
    if (!how.isInstance(check)) {
      throw new IllegalArgumentException(
          "Region %s is emulated as %s and has no %s."
              .formatted(id(), options.service(), how.getSimpleName()));
    }
    return how.cast(check);
  }

  /**
   * Deploys a function, in place of the one of that name if there is one.
   *
   * @throws IllegalArgumentException if the region's service has no such size or timeout
   */
  public void deploy(String functionName, int memoryMb, SampleFunction function) {
    deploy(FunctionOptions.of(functionName, memoryMb, function));
  }

  /**
   * Deploys a function, in place of the one of that name if there is one.
   *
   * @throws IllegalArgumentException if the region's service has no such size or timeout
   */
  public void deploy(FunctionOptions function) {
    options.service().check(function);
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
