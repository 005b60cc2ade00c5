package dev.skyvane.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Throttled;
import dev.skyvane.provider.CallResult.TimedOut;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.ContractPeer.Behaviour;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every adapter promises. An adapter's test inherits it and gives the adapter and a peer that
 * speaks its provider's protocol on a loopback port.
 */
public abstract class FunctionProviderContract {

  private static final String JSON = "application/json";
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final Duration CROWDED = Duration.ofSeconds(40);
  private static final int CONNECTIONS = 512;

  private ContractPeer peer;
  private FunctionProvider provider;

  /** Starts a peer without functions. */
  protected abstract ContractPeer startPeer();

  /**
   * Makes the adapter under test.
   *
   * @param connections most connections to the peer; one call each
   */
  protected abstract FunctionProvider createProvider(int connections);

  /** Largest JSON payload that the provider takes, in bytes. */
  protected abstract int maxPayloadBytes();

  /** A target whose address the provider can't understand. */
  protected abstract Target wrongAddress();

  /** How many calls an adapter has under way; empty where it does not say. */
  protected OptionalInt inFlight(FunctionProvider adapter) {
    return OptionalInt.empty();
  }

  /** Whether a thread belongs to something that the adapter is only given. */
  protected boolean isGiven(Thread thread) {
    return false;
  }

  @BeforeEach
  void start() {
    peer = startPeer();
    provider = createProvider(CONNECTIONS);
  }

  @AfterEach
  void stop() {
    provider.close();
    peer.close();
  }

  @Test
  void jsonComesBackAsItWent() {
    var target = peer.deploy(Behaviour.ECHO);

    var success = success(call(target, bytes("{\"answer\":42}"), JSON));

    assertEquals("{\"answer\":42}", text(success.payload()));
    assertEquals(JSON, success.contentType());
  }

  @Test
  void jsonWithoutContentTypeComesBackAsItWent() {
    var target = peer.deploy(Behaviour.ECHO);

    var success = success(call(target, bytes("[1, 2]"), null));

    assertEquals("[1, 2]", text(success.payload()));
  }

  @Test
  void binaryComesBackAsItWent() {
    var target = peer.deploy(Behaviour.ECHO);
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }

    var success = success(call(target, everyByte, "image/png"));

    assertEquals(ByteBuffer.wrap(everyByte), success.payload());
    assertEquals("image/png", success.contentType());
  }

  @Test
  void largeBinaryComesBackAsItWent() {
    var target = peer.deploy(Behaviour.ECHO);
    byte[] large = random(4_000_000);

    var success = success(call(target, large, "application/octet-stream"));

    assertEquals(ByteBuffer.wrap(large), success.payload());
  }

  @Test
  void emptyTextComesBackEmpty() {
    var target = peer.deploy(Behaviour.ECHO);

    var success = success(call(target, new byte[0], "text/plain"));

    assertEquals(0, success.payload().remaining());
  }

  @Test
  void payloadIsReadFromItsPositionAndLeftThere() {
    var target = peer.deploy(Behaviour.ECHO);
    var heap = ByteBuffer.allocate(16).put(bytes("xxx{\"a\":1}yyy"));
    var slice = ByteBuffer.wrap(bytes("-xxx{\"a\":1}yyy")).slice(1, 13);
    var direct = ByteBuffer.allocateDirect(16).put(bytes("xxx{\"a\":1}yyy"));
    for (var payload : List.of(heap, slice, heap.asReadOnlyBuffer(), direct)) {
      payload.position(3).limit(10);

      var success = success(result(provider.call(call(target, payload, JSON, AMPLE))));

      assertEquals("{\"a\":1}", text(success.payload()));
      assertEquals(3, payload.position());
      assertEquals(10, payload.limit());
    }
  }

  @Test
  void functionErrorKeepsItsBody() {
    var target = peer.deploy(Behaviour.FAIL);

    var error = assertInstanceOf(FunctionError.class, call(target, bytes("{}"), JSON));

    assertTrue(text(error.payload()).contains("boom"), text(error.payload()));
    assertFalse(error.message().isBlank());
  }

  @Test
  void throttleKeepsTheTimeToWait() {
    var target = peer.deploy(Behaviour.THROTTLE);

    var throttled = assertInstanceOf(Throttled.class, call(target, bytes("{}"), JSON));

    assertEquals(Duration.ofSeconds(7), throttled.retryAfter());
  }

  @Test
  void unknownFunctionIsRejected() {
    assertRejected(Rejected.UNKNOWN_FUNCTION, call(peer.unknown(), bytes("{}"), JSON));
  }

  @Test
  void forbiddenIsRejected() {
    var target = peer.deploy(Behaviour.FORBID);

    assertRejected(Rejected.FORBIDDEN, call(target, bytes("{}"), JSON));
  }

  @Test
  void payloadOverTheLimitIsRejected() {
    var target = peer.deploy(Behaviour.ECHO);
    var most = "\"" + "x".repeat(maxPayloadBytes() - 2) + "\"";

    success(call(target, bytes(most), JSON));
    assertRejected(Rejected.PAYLOAD_TOO_LARGE, call(target, bytes(most + " "), JSON));
  }

  @Test
  void resultOverTheLimitIsRejected() {
    var target = peer.deploy(Behaviour.LARGE_RESULT);

    assertRejected(Rejected.RESULT_TOO_LARGE, call(target, bytes("{}"), JSON));
  }

  @Test
  void nobodyAtTheAddressIsUnavailable() {
    assertInstanceOf(Unavailable.class, call(peer.nobody(), bytes("{}"), JSON));
  }

  @Test
  void brokenProviderIsUnavailable() {
    var target = peer.deploy(Behaviour.BREAK_DOWN);

    assertInstanceOf(Unavailable.class, call(target, bytes("{}"), JSON));
  }

  @Test
  void lostConnectionIsUnavailable() {
    var hangsUp = peer.deploy(Behaviour.HANG_UP);
    var stopsHalfway = peer.deploy(Behaviour.HALF_ANSWER);

    assertInstanceOf(Unavailable.class, call(hangsUp, bytes("{}"), JSON));
    assertInstanceOf(Unavailable.class, call(stopsHalfway, bytes("{}"), JSON));
  }

  @Test
  void aSlowBodyIsWaitedForWithinTheTimeout() {
    var target = peer.deploy(Behaviour.SLOW_BODY);

    success(call(target, bytes("{}"), JSON));
    var timeout = Duration.ofMillis(300);
    long begun = System.nanoTime();
    var timedOut = result(provider.call(call(target, ByteBuffer.wrap(bytes("{}")), JSON, timeout)));
    var took = Duration.ofNanos(System.nanoTime() - begun);

    assertInstanceOf(TimedOut.class, timedOut);
    assertTrue(took.compareTo(timeout.plusSeconds(1)) < 0, "ended late, after " + took);
    assertNothingInFlight();
  }

  @Test
  void silenceTimesOutWithinOneSecondOfTheTimeout() {
    var target = peer.deploy(Behaviour.HANG);
    success(call(peer.deploy(Behaviour.ECHO), bytes("{}"), JSON));
    var timeout = Duration.ofMillis(300);

    long begun = System.nanoTime();
    var timedOut = result(provider.call(call(target, ByteBuffer.wrap(bytes("{}")), JSON, timeout)));
    var took = Duration.ofNanos(System.nanoTime() - begun);

    assertInstanceOf(TimedOut.class, timedOut);
    assertTrue(took.compareTo(timeout) >= 0, "ended early, after " + took);
    assertTrue(took.compareTo(timeout.plusSeconds(1)) < 0, "ended late, after " + took);
  }

  @Test
  void cancelAndTimeoutFreeTheConnection() {
    var hang = peer.deploy(Behaviour.HANG);
    var echo = peer.deploy(Behaviour.ECHO);
    try (var narrow = createProvider(2)) {
      List<CompletableFuture<CallResult>> hanging = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        hanging.add(narrow.call(call(hang, ByteBuffer.wrap(bytes("{}")), JSON, AMPLE)));
      }
      Awaitility.await().atMost(AMPLE).until(() -> peer.seen().size() >= 2);
      hanging.forEach(each -> each.cancel(true));
      success(result(narrow.call(call(echo, ByteBuffer.wrap(bytes("1")), JSON, AMPLE))));

      hanging.clear();
      for (int i = 0; i < 5; i++) {
        hanging.add(
            narrow.call(call(hang, ByteBuffer.wrap(bytes("{}")), JSON, Duration.ofMillis(500))));
      }
      hanging.forEach(each -> assertInstanceOf(TimedOut.class, result(each)));
      success(result(narrow.call(call(echo, ByteBuffer.wrap(bytes("2")), JSON, AMPLE))));
      assertNothingInFlight(narrow);
    }
  }

  @Test
  void manyCallsAtOnceNeedNoThreadEach() {
    var target = peer.deploy(Behaviour.SLEEP);
    success(call(target, bytes("{}"), JSON));
    int calls = 10_000;
    Set<Thread> before = threads();
    List<CompletableFuture<CallResult>> all = new ArrayList<>(calls);

    long begun = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      all.add(provider.call(call(target, ByteBuffer.wrap(bytes("" + i)), JSON, CROWDED)));
    }
    Set<Thread> during = threads();
    for (int i = 0; i < calls; i++) {
      assertEquals("" + i, text(success(result(all.get(i))).payload()));
    }
    assertNothingInFlight();
    var took = Duration.ofNanos(System.nanoTime() - begun);

    during.removeAll(before);
    assertTrue(during.size() < 32, () -> during.size() + " more threads: " + during);
    // One after the other they would take 2,000 s, over five connections 400 s, in waves of the
    // pool's size 4 s; the rest is for a loaded machine.
    assertTrue(took.compareTo(CROWDED) < 0, "took " + took);
  }

  @Test
  void functionSeesIdempotencyKeyAttemptAndTrace() {
    var target = peer.deploy(Behaviour.ECHO);
    var call =
        new FunctionCall(
            target,
            "echo",
            "order-4711",
            "0199-attempt",
            3,
            ByteBuffer.wrap(bytes("{}")),
            JSON,
            AMPLE,
            Map.of("traceparent", TRACEPARENT));

    success(result(provider.call(call)));

    assertEquals(
        List.of(new ContractPeer.Seen("order-4711", "0199-attempt", "3", TRACEPARENT)),
        peer.seen());
  }

  @Test
  void strangeIdsEndAsDataToo() {
    var target = peer.deploy(Behaviour.ECHO);
    for (String id : List.of("bestellung-ü-1", "two\r\nlines", "", "x".repeat(2_000))) {
      var call =
          new FunctionCall(
              target,
              "echo",
              id,
              "0199-attempt",
              1,
              ByteBuffer.wrap(bytes("{}")),
              JSON,
              AMPLE,
              Map.of());

      success(result(provider.call(call)));
    }
  }

  @Test
  void checkTellsWrongAddressesFromRightOnes() {
    assertEquals(java.util.Optional.empty(), provider.check(peer.deploy(Behaviour.ECHO)));

    var wrong = wrongAddress();
    String words = provider.check(wrong).orElseThrow();
    assertTrue(words.contains(wrong.address()), words);
    assertRejected(Rejected.BAD_REQUEST, call(wrong, bytes("{}"), JSON));
  }

  @Test
  void closeEndsWhatIsInFlight() {
    var hang = peer.deploy(Behaviour.HANG);
    var first = provider.call(call(hang, ByteBuffer.wrap(bytes("{}")), JSON, AMPLE));
    Awaitility.await().atMost(AMPLE).until(() -> !peer.seen().isEmpty());

    long begun = System.nanoTime();
    provider.close();
    var took = Duration.ofNanos(System.nanoTime() - begun);

    assertTrue(took.toMillis() < 5_500, "closing took " + took);
    assertTrue(first.isDone(), "a call outlived its adapter");
    assertInstanceOf(Unavailable.class, result(first));
    var late = provider.call(call(hang, ByteBuffer.wrap(bytes("{}")), JSON, AMPLE));
    assertInstanceOf(Unavailable.class, result(late));
  }

  @Test
  void closeLeavesNoThread() {
    var echo = peer.deploy(Behaviour.ECHO);
    // What the libraries start once for the whole JVM is started by now.
    success(call(echo, bytes("{}"), JSON));
    Set<Thread> before = threads();

    var other = createProvider(4);
    success(result(other.call(call(echo, ByteBuffer.wrap(bytes("{}")), JSON, AMPLE))));
    other.close();

    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              Set<Thread> left = threads();
              left.removeAll(before);
              assertEquals(Set.of(), left);
            });
  }

  private void assertNothingInFlight() {
    assertNothingInFlight(provider);
  }

  /** A call is taken from the count just after its caller has been told. */
  private void assertNothingInFlight(FunctionProvider adapter) {
    Awaitility.await().atMost(AMPLE).until(() -> inFlight(adapter).orElse(0) == 0);
  }

  private CallResult call(Target target, byte[] payload, @Nullable String contentType) {
    return result(provider.call(call(target, ByteBuffer.wrap(payload), contentType, AMPLE)));
  }

  private static FunctionCall call(
      Target target, ByteBuffer payload, @Nullable String contentType, Duration timeout) {
    return new FunctionCall(
        target, "contract", "invocation", "attempt", 1, payload, contentType, timeout, Map.of());
  }

  private static CallResult result(CompletableFuture<CallResult> call) {
    return call.orTimeout(CROWDED.toSeconds() + 5, TimeUnit.SECONDS).join();
  }

  private static Success success(CallResult result) {
    return assertInstanceOf(Success.class, result, () -> "" + result);
  }

  private static void assertRejected(String code, CallResult result) {
    var rejected = assertInstanceOf(Rejected.class, result, () -> "" + result);
    assertEquals(code, rejected.code(), rejected.message());
    assertFalse(rejected.message().isBlank());
  }

  private Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !isGiven(thread) && !isOfTheJvm(thread))
        .collect(Collectors.toSet());
  }

  /** Threads that the JVM starts and stops as it likes. */
  private static boolean isOfTheJvm(Thread thread) {
    var group = thread.getThreadGroup();
    return group == null
        || group.getName().equals("system")
        || group.getName().equals("InnocuousThreadGroup")
        || thread.getName().startsWith("ForkJoinPool")
        || thread.getName().startsWith("CompletableFutureDelayScheduler")
        || thread.getName().startsWith("awaitility");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static String text(ByteBuffer payload) {
    return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
  }
}
