package dev.skyvane.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many calls at once: the meter is exact, the limit holds, no thread waits, delays are as modelled.
 */
class ManyCallsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Vertx vertx;
  private HttpClient client;

  private record Answer(int id, int status, double clientMs, String durationSeconds) {}

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    // HTTP/2, with the server's 100 streams a connection: thousands of calls are under way at once
    // however slowly this machine opens connections.
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false),
            new PoolOptions().setHttp2MaxSize(25));
  }

  @AfterEach
  void close() throws Exception {
    client.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void theLedgerHasEachOfTwoThousandSleepyCallsOnce() throws Exception {
    try (var emulator =
        CloudEmulator.start(
            EmulatorOptions.of(RegionOptions.instant("http:a").withConcurrency(2_000)))) {
      var region = emulator.region("http:a");
      region.deploy("sleepy", 512, SampleFunction.SLEEPY);
      var threadsBefore = Thread.activeCount();
      var calls = new ArrayList<Future<Answer>>();
      for (var i = 0; i < 2_000; i++) {
        calls.add(call(region, "sleepy", "{\"sleepMs\":6000}", i, null));
      }
      Awaitility.await().atMost(LIMIT).until(() -> region.inFlight() == 2_000);
      assertTrue(Thread.activeCount() <= threadsBefore + 20, "threads for waiting calls");
      var answers = all(calls);
      awaitEnded(region, 2_000);
      var ledger = region.ledger();
      var ids = new HashSet<String>();
      var usd = BigDecimal.ZERO;
      var durations = new HashMap<Integer, Double>();
      for (var entry : ledger.entries()) {
        assertTrue(ids.add(entry.invocationId()), "twice in the ledger: " + entry);
        assertEquals(LedgerEntry.Status.OK, entry.status());
        assertTrue(entry.answered(), entry::toString);
        durations.put(Integer.parseInt(entry.invocationId()), entry.durationMs());
        usd = usd.add(entry.usd());
      }
      assertEquals(2_000, ids.size());
      assertEquals(2_000, ledger.totals("sleepy").ok());
      assertEquals(0, usd.compareTo(ledger.totals().usd()));
      for (var answer : answers) {
        assertEquals(200, answer.status());
        assertEquals(
            durations.get(answer.id()), Double.parseDouble(answer.durationSeconds()) * 1_000, 1e-6);
      }
      assertEquals(2_000, region.maxInFlight());
      assertEquals(0, region.inFlight());
    }
  }

  @Test
  void theLimitIsNeverExceededAndEveryOtherCallIsThrottled() throws Exception {
    try (var emulator =
        CloudEmulator.start(
            EmulatorOptions.of(RegionOptions.instant("http:a").withConcurrency(25)))) {
      var region = emulator.region("http:a");
      region.deploy("sleepy", 512, SampleFunction.SLEEPY);
      region.deploy("alu", 512, SampleFunction.ALU);
      var calls = new ArrayList<Future<Answer>>();
      for (var i = 0; i < 600; i++) {
        calls.add(
            i % 3 == 0
                ? call(region, "alu", "{\"rounds\":1000,\"seed\":1}", i, null)
                : call(region, "sleepy", "{\"sleepMs\":30}", i, null));
      }
      var answers = all(calls);
      awaitEnded(region, 600);
      var ok = answers.stream().filter(a -> a.status() == 200).count();
      var throttled = answers.stream().filter(a -> a.status() == 429).count();
      assertEquals(600, ok + throttled);
      assertEquals(ok, region.ledger().totals().ok());
      assertEquals(throttled, region.ledger().totals().throttled());
      assertTrue(throttled > 0, "600 at once fit into 25 places");
      assertTrue(mostAtOnce(region.ledger().entries()) <= 25);
      assertEquals(25, region.maxInFlight());
    }
  }

  @Test
  void callersFarAwayWaitAsLongAsTheModelSays() throws Exception {
    var stockholm =
        RegionOptions.of("http:stockholm", 59.33, 18.07)
            .withNetwork(new RegionOptions.Network(2.0, 0.016, 0))
            .withColdStart(RegionOptions.ColdStart.NONE)
            .withServiceCv(0);
    try (var emulator = CloudEmulator.start(EmulatorOptions.of(stockholm))) {
      var region = emulator.region("http:stockholm");
      region.deploy("echo", 512, SampleFunction.ECHO);
      // Sydney is 15,570 km away: a round trip of 251 ms. In Stockholm itself it is 2 ms.
      var far = new ArrayList<Future<Answer>>();
      var near = new ArrayList<Future<Answer>>();
      for (var i = 0; i < 20; i++) {
        far.add(call(region, "echo", "x", i, "-33.87,151.21"));
        near.add(call(region, "echo", "x", 100 + i, "59.33,18.07"));
      }
      var fastestFar = all(far).stream().mapToDouble(Answer::clientMs).min().orElseThrow();
      all(near);
      awaitEnded(region, 40);
      assertTrue(fastestFar >= 250 && fastestFar < 2_000, () -> "took " + fastestFar);
      for (var entry : region.ledger().entries()) {
        var modelled = Integer.parseInt(entry.invocationId()) >= 100 ? 2.0 : 251.0;
        assertEquals(modelled, entry.networkMs(), 1.0);
      }
    }
  }

  private Future<Answer> call(
      EmulatedRegion region, String function, String body, int id, String vantage) {
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(region.address(function))
            .putHeader("skyvane-invocation-id", Integer.toString(id));
    if (vantage != null) {
      request.putHeader("skyvane-vantage", vantage);
    }
    var began = System.nanoTime();
    return client
        .request(request)
        .compose(r -> r.send(Buffer.buffer(body)))
        .compose(
            (HttpClientResponse response) ->
                response
                    .body()
                    .map(
                        _ ->
                            new Answer(
                                id,
                                response.statusCode(),
                                (System.nanoTime() - began) / 1e6,
                                response.getHeader("x-duration-seconds"))));
  }

  private static List<Answer> all(List<Future<Answer>> calls) throws Exception {
    Future.all(calls).await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return calls.stream().map(Future::result).toList();
  }

  private static int mostAtOnce(List<LedgerEntry> entries) {
    record Step(long nanos, int change) {}
    var steps = new ArrayList<Step>();
    for (var entry : entries) {
      if (entry.status().ran()) {
        steps.add(new Step(entry.runStartNanos(), 1));
        steps.add(new Step(entry.runEndNanos(), -1));
      }
    }
    steps.sort(Comparator.comparingLong(Step::nanos).thenComparingInt(Step::change));
    var now = 0;
    var most = 0;
    for (var step : steps) {
      now += step.change();
      most = Math.max(most, now);
    }
    return most;
  }

  private static void awaitEnded(EmulatedRegion region, long calls) {
    Awaitility.await().atMost(LIMIT).until(() -> region.ledger().totals().calls() == calls);
    assertEquals(0, region.ledger().open());
    assertEquals(calls, region.ledger().arrived());
  }
}
