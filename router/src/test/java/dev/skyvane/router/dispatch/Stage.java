package dev.skyvane.router.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Metering;
import dev.skyvane.provider.Target;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.RetryBudget;
import dev.skyvane.router.limit.RetryBudgets;
import dev.skyvane.router.live.Lateness;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.reply.Release;
import dev.skyvane.router.reply.ReplyTopics;
import dev.skyvane.router.reply.Terminal;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.ReplyAddress;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.EgressPrice;
import dev.skyvane.router.schedule.MarginalPrice;
import dev.skyvane.router.schedule.Measured;
import dev.skyvane.router.schedule.Observation;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.router.schedule.Vantages;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A dispatcher on a real event loop, with a scripted provider and answers that are kept. */
public final class Stage implements AutoCloseable {
  private static final Catalog CATALOG = Catalog.load();
  public static final int REPLY_LIMIT = 1_000;

  public final Vertx vertx = Vertx.vertx();
  public final Loop loop = Loop.several(vertx, 1).getFirst();
  public final Loads loads;
  public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  public final RouterMeters meters;
  public final List<FunctionCall> calls = new CopyOnWriteArrayList<>();
  public final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  public final List<Said> answers = new CopyOnWriteArrayList<>();
  public final Map<Long, AtomicInteger> answered = new ConcurrentHashMap<>();
  public final Map<Long, AtomicInteger> dropped = new ConcurrentHashMap<>();
  public final List<Runnable> unacknowledged = new CopyOnWriteArrayList<>();
  public final List<Poisoned> poisons = new CopyOnWriteArrayList<>();
  public final Terminal terminal;
  public final Dispatcher dispatcher;
  public final Surroundings surroundings;
  public final Map<String, Observation> measured = new ConcurrentHashMap<>();
  public final Map<Long, Left> parked = new ConcurrentHashMap<>();
  public final List<Parked> marks = new CopyOnWriteArrayList<>();
  public volatile boolean holdAcknowledgements;
  private final AtomicInteger acknowledged = new AtomicInteger();
  public volatile boolean holdMarks;
  public volatile boolean suspect;
  public volatile boolean crowded;
  public volatile boolean doubtful;
  public volatile Function<FunctionCall, CompletableFuture<CallResult>> script =
      _ -> CompletableFuture.completedFuture(success("ok"));
  private volatile WorldView world = new WorldView(0, Map.of(), Map.of());
  private final Map<String, FunctionView> functions = new HashMap<>();
  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private long offset;

  /** A record put aside. */
  public record Poisoned(long offset, String id, Problem problem) {}

  /** A terminal answer. */
  public record Said(Request request, Answer answer) {}

  /** A stage where nothing is ejected and every retry is allowed. */
  public Stage() {
    this(new Loads(), RetryBudget.Size.UNLIMITED);
  }

  public Stage(Loads loads, RetryBudget.Size budget) {
    this(loads, budget, Long.MAX_VALUE);
  }

  /** A stage that parks longer backoffs. */
  public Stage(Loads loads, RetryBudget.Size budget, long backoffLimitMs) {
    this.loads = loads;
    this.meters = new RouterMeters(registry, loads::inFlight);
    var provider =
        new FunctionProvider() {
          @Override
          public String name() {
            return "aws";
          }

          @Override
          public Optional<String> check(Target target) {
            return Optional.empty();
          }

          @Override
          public CompletableFuture<CallResult> call(FunctionCall call) {
            calls.add(call);
            return script.apply(call);
          }

          @Override
          public void close() {}
        };
    this.terminal =
        new Terminal() {
          @Override
          public void answer(Request request, Answer answer, Release release, Runnable done) {
            answers.add(new Said(request, answer));
            acknowledge(
                () -> {
                  acknowledged.incrementAndGet();
                  done.run();
                });
          }

          @Override
          public void poison(
              ConsumerRecord<byte[], byte[]> record,
              String id,
              Problem problem,
              Release release,
              Runnable done) {
            poisons.add(new Poisoned(record.offset(), id, problem));
            writer.execute(done);
          }
        };
    this.surroundings =
        new Surroundings(
            () -> world,
            new Vantages(CATALOG, "", true),
            new PlanBook(
                new Scheduler(
                    LatencyModel.fitted(),
                    MarginalPrice.list(),
                    EgressPrice.withinRegions(),
                    observed())),
            new Lateness(Duration.ofMinutes(1), System::currentTimeMillis),
            name -> name.equals("aws") ? Optional.of(provider) : Optional.empty(),
            CATALOG,
            new ReplyTopics(noAdmin(), TopicNames.DEFAULT, ".*replies.*"),
            outcomes::add,
            new RetryBudgets(budget, System::nanoTime),
            meters,
            "router-1",
            new Surroundings.Limits(REPLY_LIMIT, backoffLimitMs));
    this.dispatcher = new Dispatcher(surroundings);
  }

  private Measured observed() {
    return new Measured() {
      @Override
      public @Nullable Observation of(String deployment, String vantage) {
        return measured.get(deployment);
      }

      @Override
      public double executionMs(String function) {
        return Double.NaN;
      }

      @Override
      public long suspectUntil(String deployment) {
        return 0;
      }

      @Override
      public long version(String function) {
        return measured.hashCode() & 0xFFFF_FFFFL;
      }
    };
  }

  private void acknowledge(Runnable done) {
    if (holdAcknowledgements) {
      unacknowledged.add(done);
    } else {
      writer.execute(done);
    }
  }

  private static Admin noAdmin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (_, method, _) -> {
              throw new AssertionError(method.getName());
            });
  }

  /** A spec that tries again at once: cost decides, the first place is the best. */
  public static FunctionSpec.Builder spec(int maxAttempts) {
    var spec = Sketch.minimize("cost");
    spec.getRetryBuilder().setMaxAttempts(maxAttempts).setBackoffMinMs(0);
    return spec.setTimeoutMs(20);
  }

  public static List<Sketch> places(int... limits) {
    var places = new ArrayList<Sketch>();
    for (int i = 0; i < limits.length; i++) {
      places.add(Sketch.of("d" + i).usd(i + 1).limit(limits[i]));
    }
    return places;
  }

  public synchronized void register(FunctionSpec spec, List<Sketch> places) {
    functions.put(spec.getName(), Sketch.function(spec, loads, places));
    publish();
  }

  public synchronized void forget(String function) {
    functions.remove(function);
    publish();
  }

  private void publish() {
    world = new WorldView(world.version() + 1, Map.copyOf(functions), Map.of());
  }

  public Request request() {
    return request(request -> request);
  }

  public Request request(UnaryOperator<Asked> change) {
    return change.apply(new Asked()).build(offset++);
  }

  /** What a request asks for. */
  public static final class Asked {
    private String function = "resize";
    private @Nullable String key;
    private @Nullable String origin;
    private @Nullable Long deadline;
    private Need need = Need.NONE;
    private String replyTo = "my-replies";

    public Asked function(String name) {
      function = name;
      return this;
    }

    public Asked key(String orderingKey) {
      key = orderingKey;
      return this;
    }

    public Asked origin(String text) {
      origin = text;
      return this;
    }

    public Asked deadlineIn(long millis) {
      deadline = System.currentTimeMillis() + millis;
      return this;
    }

    public Asked need(int memoryMb, double vcpu) {
      need = new Need(memoryMb, vcpu);
      return this;
    }

    public Asked replyTo(String topic) {
      replyTo = topic;
      return this;
    }

    private Request build(long offset) {
      return new Request(
          new Coordinate("t", 0, offset),
          "i" + offset,
          function,
          null,
          ByteBuffer.wrap("in".getBytes(UTF_8)).asReadOnlyBuffer(),
          null,
          origin,
          key,
          System.currentTimeMillis(),
          need,
          deadline,
          new ReplyAddress(replyTo, true, null, ReplyAddress.Format.PLAIN, null, null),
          Map.of(),
          new ConsumerRecord<>("t", 0, offset, null, null));
    }
  }

  public InvocationRun dispatch(Request request) {
    return on(() -> dispatchHere(request));
  }

  /** As {@link #dispatch}, on the loop. */
  public InvocationRun dispatchHere(Request request) {
    var run = dispatcher.run(request, loop, custody(request));
    run.start();
    return run;
  }

  /** Lets an invocation that was parked go on. */
  public InvocationRun resume(Request request, Left left) {
    return on(
        () -> {
          var run = dispatcher.run(request, left.state(), left.kept(), loop, custody(request));
          run.resume(false);
          return run;
        });
  }

  public Custody custody(Request request) {
    long key = request.coordinate().offset();
    return new Custody() {
      @Override
      public boolean suspect() {
        return suspect;
      }

      @Override
      public boolean sure() {
        return !doubtful;
      }

      @Override
      public boolean crowded(String function) {
        return crowded;
      }

      @Override
      public void answer(Request asked, Answer answer, Runnable acknowledged) {
        terminal.answer(asked, answer, Release.NOTHING, () -> loop.execute(acknowledged));
      }

      @Override
      public void mark(Parked state, Runnable acknowledged) {
        marks.add(state);
        if (holdMarks) {
          unacknowledged.add(() -> loop.execute(acknowledged));
        } else {
          writer.execute(() -> loop.execute(acknowledged));
        }
      }

      @Override
      public void park(Parked state, Kept kept) {
        parked.put(key, new Left(state, kept));
      }

      @Override
      public void answered() {
        answered.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
      }

      @Override
      public void dropped() {
        dropped.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
      }
    };
  }

  /** What was parked. */
  public record Left(Parked state, Kept kept) {}

  /** Runs something on the loop and waits for it. */
  public <T> T on(Callable<T> action) {
    var result = new CompletableFuture<T>();
    loop.execute(
        () -> {
          try {
            result.complete(action.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
  }

  public void retire(InvocationRun... runs) {
    on(
        () -> {
          dispatcher.retire(List.of(runs));
          return null;
        });
  }

  /** Terminal answers that are acknowledged, by whomever. */
  public int answered() {
    return acknowledged.get();
  }

  public void acknowledge() {
    var waiting = List.copyOf(unacknowledged);
    unacknowledged.removeAll(waiting);
    waiting.forEach(writer::execute);
  }

  public static void until(String what, Callable<Boolean> condition) {
    await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .until(condition);
  }

  /** Waits until so many answers are acknowledged. */
  public void untilAnswered(int count) {
    until("answers", () -> answered.size() >= count);
  }

  /** Dispatches, waits for its answer, and gives it back. */
  public Answer answerTo(Request request) {
    dispatch(request);
    long key = request.coordinate().offset();
    until("answer", () -> answered.containsKey(key));
    return answers.stream()
        .filter(said -> said.request() == request)
        .map(Said::answer)
        .findFirst()
        .orElseThrow();
  }

  public Problem problemOf(Request request) {
    return answerTo(request) instanceof Answer.Failed failed
        ? failed.problem()
        : new Problem(Problem.Code.UNDECODABLE, "there was a result");
  }

  public List<String> deploymentsCalled() {
    return calls.stream().map(call -> call.target().deployment()).toList();
  }

  public int waiting() {
    return meters.waiting().get();
  }

  public double lateAnswers() {
    return registry.get("skyvane.router.answers.late").counter().count();
  }

  public static CallResult success(String text) {
    return new CallResult.Success(
        ByteBuffer.wrap(text.getBytes(UTF_8)), "text/plain", Metering.NONE);
  }

  public static CompletableFuture<CallResult> now(CallResult result) {
    return CompletableFuture.completedFuture(result);
  }

  public static CallResult unavailable() {
    return new CallResult.Unavailable("down", null);
  }

  @Override
  public void close() {
    // First the writer: what it still had to acknowledge would find no loop.
    writer.close();
    vertx.close().await();
  }
}
