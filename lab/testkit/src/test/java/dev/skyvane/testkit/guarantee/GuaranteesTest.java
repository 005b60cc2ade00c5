package dev.skyvane.testkit.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.guarantee.AttemptsAtMost.Counting;
import dev.skyvane.testkit.guarantee.Called.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each guarantee holds where it should, and fails with the invocations' ids where it should. */
class GuaranteesTest {
  private static final String NORTH = "aws:eu-north-1";
  private static final String WEST = "aws:eu-west-1";

  private final Losses losses = new Losses();
  private final long now = System.nanoTime();

  @Test
  void aLostInvocationIsNamed() {
    var guarantee = new NothingLost();
    guarantee.onPublished(published("a"));
    guarantee.onPublished(published("b"));
    guarantee.onPublished(published("in-2@7"));
    guarantee.onReply(reply("a", Replied.OK, "x"));
    guarantee.onDeadLetter(new Buried("derived", "in-2@7", "undecodable", now));
    assertEquals(1, guarantee.open());
    broken(guarantee, "b");
    guarantee.onDeadLetter(new Buried("b", "in-0@1", "unknown-function", now));
    assertEquals(0, guarantee.open());
    guarantee.assertHolds();
  }

  @Test
  void aTerminalRecordMayComeBeforeItsPublicationIsKnown() {
    var guarantee = new NothingLost();
    guarantee.onDeadLetter(new Buried("derived", "in-2@7", "undecodable", now));
    guarantee.onPublished(published("in-2@7"));
    guarantee.assertHolds();
  }

  @Test
  void atMostTenAreNamed() {
    var guarantee = new NothingLost();
    for (int i = 0; i < 30; i++) {
      guarantee.onPublished(published("id-" + i));
    }
    var error = assertThrows(AssertionError.class, guarantee::assertHolds);
    assertTrue(error.getMessage().contains("id-9"), error.getMessage());
    assertFalse(error.getMessage().contains("id-10"), error.getMessage());
    assertTrue(error.getMessage().contains("30 found"), error.getMessage());
  }

  @Test
  void aSecondTerminalRecordNeedsALoss() {
    var guarantee = new OneTerminalRecord(losses, 2);
    for (int i = 0; i < 2; i++) {
      guarantee.onReply(reply("a", Replied.OK, "x"));
      guarantee.onReply(reply("b", Replied.OK, "x"));
    }
    assertEquals(2, guarantee.repeated());
    broken(guarantee, "a");
    losses.handedOver();
    broken(guarantee, "a");
    losses.killed();
    guarantee.assertHolds();
    guarantee.onDeadLetter(new Buried("a", "in-0@0", "reply-undeliverable", now));
    broken(guarantee, "a");
  }

  @Test
  void callsAreBoundedAndThrottlesDoNotCount() {
    var guarantee = new AttemptsAtMost(2, Counting.IN_MEMORY, losses);
    guarantee.onCall(call("a", NORTH, 1, Status.DID_NOT_RUN, 0, 0));
    guarantee.onCall(call("a", NORTH, 2, Status.THROTTLED, 1, 1));
    guarantee.onCall(call("a", NORTH, 2, Status.OK, 2, 3));
    guarantee.assertHolds();
    guarantee.onCall(call("a", NORTH, 1, Status.OK, 4, 5));
    assertEquals(1, guarantee.over());
    broken(guarantee, "a");
    losses.killed();
    guarantee.assertHolds();
    guarantee.onCall(call("b", NORTH, 3, Status.OK, 4, 5));
    broken(guarantee, "b");
  }

  @Test
  void callsCountedDurablyAreBoundedByTheLossesAndNoMoreThanThree() {
    var guarantee = new AttemptsAtMost(2, Counting.DURABLE, losses);
    for (int number = 1; number <= 3; number++) {
      guarantee.onCall(call("a", NORTH, number, Status.OK, number, number));
    }
    losses.handedOver();
    broken(guarantee, "a");
    losses.killed();
    guarantee.assertHolds();
    for (int number = 4; number <= 6; number++) {
      guarantee.onCall(call("a", NORTH, number, Status.OK, number, number));
    }
    for (int loss = 0; loss < 4; loss++) {
      broken(guarantee, "a");
      losses.killed();
    }
    broken(guarantee, "a");
  }

  @Test
  void aDeadLetterAfterItsScheduleIsNamed() {
    var guarantee = new DeadLetterInTime(Duration.ofMillis(2_000), losses);
    guarantee.onPublished(published("a"));
    guarantee.onAccepted("a", at(0));
    guarantee.onDeadLetter(new Buried("a", "in-0@0", "attempts-exhausted", at(4_990)));
    guarantee.onDeadLetter(new Buried("ghost", "in-0@1", "attempts-exhausted", at(0)));
    assertEquals(1, guarantee.checked());
    guarantee.assertHolds();
    guarantee.onPublished(published("in-0@2"));
    guarantee.onAccepted("in-0@2", at(0));
    guarantee.onDeadLetter(new Buried("derived", "in-0@2", "undecodable", at(5_010)));
    broken(guarantee, "derived");
  }

  @Test
  void aDeadLetterMayBeLateWhileTheSystemIsUpset() {
    var guarantee = new DeadLetterInTime(Duration.ofMillis(2_000), losses);
    losses.upset();
    losses.upset();
    losses.settled();
    for (var id : List.of("a", "b")) {
      guarantee.onPublished(published(id));
    }
    guarantee.onAccepted("a", at(-100));
    guarantee.onDeadLetter(new Buried("a", "in-0@0", "attempts-exhausted", at(60_000)));
    guarantee.assertHolds();
    guarantee.onAccepted("b", at(1_000_000));
    guarantee.onDeadLetter(new Buried("b", "in-0@1", "attempts-exhausted", at(1_060_000)));
    broken(guarantee, "b");
    losses.upset();
    guarantee.assertHolds();
  }

  @Test
  void aProcessThatHeldTooMuchIsNamed() {
    var peak = new AtomicLong(100);
    var guarantee = new MemoryBound(Map.of("router", peak::get), 200);
    guarantee.assertHolds();
    peak.set(201);
    assertEquals(201, guarantee.peak());
    broken(guarantee, "router");
  }

  @Test
  void othersMayNotBecomeSlower() {
    var guarantee = new LatencyKept(Set.of("slow"), 1.2, Duration.ofMillis(5));
    guarantee.compare(at(0), at(1_000), at(2_000));
    for (int i = 0; i < 400; i++) {
      var function = i % 2 == 0 ? "f" : "slow";
      int acceptedMs = i * 5;
      int tookMs = function.equals("slow") ? 900 : acceptedMs < 1_000 ? 100 : 120;
      guarantee.onPublished(published("id-" + i, function, null, Set.of()));
      guarantee.onAccepted("id-" + i, at(acceptedMs));
      guarantee.onReply(
          new Replied("id-" + i, Replied.OK, ByteBuffer.allocate(0), at(acceptedMs + tookMs)));
    }
    assertEquals(100, guarantee.beforeMs(), 0.01);
    assertEquals(120, guarantee.duringMs(), 0.01);
    guarantee.assertHolds();
    for (int i = 0; i < 4; i++) {
      guarantee.onPublished(published("more-" + i, "f", null, Set.of()));
      guarantee.onAccepted("more-" + i, at(1_500));
      guarantee.onReply(
          new Replied("more-" + i, Replied.OK, ByteBuffer.allocate(0), at(1_500 + 126)));
    }
    assertThrows(AssertionError.class, guarantee::assertHolds);
  }

  @Test
  void whatWasAnsweredIsCalledAgainOnlyForARecentLoss() {
    var guarantee = new NoNeedlessRerun(losses, Duration.ofMillis(1_000));
    guarantee.onPublished(published("a"));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, -3_000, -2_900));
    guarantee.assertHolds();
    guarantee.onCall(call("a", WEST, 1, Status.OK, 10_000, 10_050));
    assertEquals(1, guarantee.reruns());
    assertEquals(1, guarantee.needless());
    broken(guarantee, "a");
    // Too late to explain it: the answer should have been committed long before.
    losses.killed();
    broken(guarantee, "a");
  }

  @Test
  void aRerunAfterARecentLossIsExcused() {
    var guarantee = new NoNeedlessRerun(losses, Duration.ofMillis(1_000));
    losses.killed();
    guarantee.onPublished(published("a"));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, -300, -200));
    guarantee.onCall(call("a", WEST, 1, Status.OK, 10_000, 10_050));
    assertEquals(1, guarantee.reruns());
    guarantee.assertHolds();
  }

  @Test
  void aCallMayArriveAfterItsSenderWasLost() {
    var guarantee = new NoNeedlessRerun(losses, Duration.ofMillis(1_000));
    losses.killed();
    guarantee.onPublished(published("a"));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, 600, 650));
    guarantee.onCall(call("a", WEST, 1, Status.OK, 10_000, 10_050));
    guarantee.assertHolds();
    guarantee.onPublished(published("b"));
    guarantee.onCall(call("b", NORTH, 1, Status.OK, 300_000, 300_050));
    guarantee.onCall(call("b", WEST, 1, Status.OK, 310_000, 310_050));
    broken(guarantee, "b");
  }

  @Test
  void aRetryIsNoRerunUnlessTheOwnerChanged() {
    var guarantee = new NoNeedlessRerun(losses, Duration.ofMillis(1_000));
    guarantee.onPublished(published("a"));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, -3_000, -2_900));
    guarantee.onCall(call("a", WEST, 2, Status.OK, 10_000, 10_050));
    assertEquals(1, guarantee.retries());
    guarantee.assertHolds();
    losses.handedOver();
    assertEquals(0, guarantee.retries());
    broken(guarantee, "a");
  }

  @Test
  void anAnswerThatWasCutOffIsAskedForAgain() {
    var guarantee = new NoNeedlessRerun(losses, Duration.ofMillis(1_000));
    guarantee.onPublished(published("a"));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, -300, -200));
    guarantee.onCall(call("a", WEST, 1, Status.OK, 10_000, 10_050));
    broken(guarantee, "a");
    losses.answersCut(at(-100));
    guarantee.assertHolds();
  }

  @Test
  void callsOfAKeyDoNotOverlap() {
    var guarantee = ordered();
    guarantee.onCall(call("a", NORTH, 1, Status.OK, 0, 10));
    guarantee.onCall(call("b", WEST, 1, Status.OK, 11, 20));
    guarantee.assertHolds();
    guarantee.onCall(call("c", NORTH, 1, Status.OK, 19, 30));
    broken(guarantee, "c");
  }

  @Test
  void callsOfAKeyStartInTheOrderOfPublication() {
    var guarantee = ordered();
    guarantee.onCall(call("b", NORTH, 1, Status.OK, 0, 10));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, 11, 20));
    broken(guarantee, "a");
  }

  @Test
  void aRetryKeepsItsTurn() {
    var guarantee = ordered();
    guarantee.onCall(call("a", NORTH, 1, Status.DID_NOT_RUN, 0, 0));
    guarantee.onCall(call("b", NORTH, 1, Status.OK, 5, 10));
    guarantee.onCall(call("a", WEST, 2, Status.OK, 11, 20));
    broken(guarantee, "a");
  }

  @Test
  void whatALostRouterLeftRunningIsNotCompared() {
    var guarantee = ordered();
    guarantee.onCall(call("a", NORTH, 1, Status.OK, -1_000, -900));
    guarantee.onCall(call("b", NORTH, 1, Status.OK, -800, 600_000));
    losses.killed();
    guarantee.onCall(call("a", WEST, 1, Status.OK, 500_000, 500_100));
    guarantee.assertHolds();
    // But all after the loss is in turn again.
    guarantee.onCall(call("b", NORTH, 1, Status.OK, 500_050, 500_070));
    broken(guarantee, "b");
  }

  @Test
  void callsOfOtherKeysAndFunctionsRunTogether() {
    var guarantee = ordered();
    guarantee.onPublished(published("other", "f", "key-2", Set.of()));
    guarantee.onPublished(published("function", "g", "key", Set.of()));
    guarantee.onPublished(published("none", "f", null, Set.of()));
    for (var id : List.of("none", "function", "other", "a")) {
      guarantee.onCall(call(id, NORTH, 1, Status.OK, 0, 10));
    }
    guarantee.assertHolds();
  }

  @Test
  void aForbiddenRegionIsNamed() {
    var guarantee = new NeverForbiddenDeployment();
    guarantee.onPublished(published("a", "f", null, Set.of(NORTH)));
    guarantee.onPublished(published("b"));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, 0, 1));
    guarantee.onCall(call("b", WEST, 1, Status.OK, 0, 1));
    guarantee.assertHolds();
    guarantee.onCall(call("a", WEST, 2, Status.DID_NOT_RUN, 2, 2));
    broken(guarantee, "a");
  }

  @Test
  void aCallThatNobodyAskedForIsNamed() {
    var guarantee = new NeverForbiddenDeployment();
    guarantee.onCall(call("ghost", WEST, 1, Status.OK, 0, 1));
    broken(guarantee, "ghost");
  }

  @Test
  void aLimitCountsRunsThatOverlap() {
    var guarantee = new LimitNeverExceeded(Map.of(NORTH, 2));
    guarantee.onCall(call("a", NORTH, 1, Status.OK, 0, 10));
    guarantee.onCall(call("b", NORTH, 1, Status.OK, 5, 15));
    guarantee.onCall(call("c", NORTH, 1, Status.OK, 10, 20));
    guarantee.onCall(call("d", WEST, 1, Status.OK, 6, 20));
    guarantee.assertHolds();
    assertEquals(2, guarantee.most(NORTH));
    guarantee.onCall(call("e", NORTH, 1, Status.FUNCTION_FAILED, 14, 16));
    broken(guarantee, "e");
    assertEquals(3, guarantee.most(NORTH));
  }

  @Test
  void aPlaceThatIsNotGivenBackIsNamed() {
    var count = new AtomicLong(1);
    var guarantee =
        new InFlightReturnsToZero(
            Map.of("leaky", count::get, "tight", () -> 0), Duration.ofMillis(200));
    broken(guarantee, "leaky");
    count.set(0);
    guarantee.assertHolds();
  }

  @Test
  void aWrongAnswerIsNamed() {
    var guarantee = new AnswersRight();
    guarantee.onPublished(published("a"));
    guarantee.onPublished(published("b"));
    guarantee.onReply(reply("a", Replied.OK, "x"));
    guarantee.assertHolds();
    assertEquals(Map.of(Replied.OK, 1), guarantee.endings());
    guarantee.onReply(reply("b", Replied.OK, "y"));
    assertEquals(2, guarantee.results());
    broken(guarantee, "b");
  }

  @Test
  void aWrongEndingIsNamed() {
    var guarantee = new AnswersRight();
    guarantee.onPublished(published("a"));
    guarantee.onReply(reply("a", "attempts-exhausted", ""));
    broken(guarantee, "a");
  }

  @Test
  void aDeadLetterForTheWrongReasonIsNamed() {
    var guarantee = new AnswersRight();
    var poison = Expected.ending(Buried.ending("undecodable"));
    guarantee.onPublished(
        new Published("in-0@3", "f", null, Set.of(), Duration.ofSeconds(1), Duration.ZERO, poison));
    guarantee.onDeadLetter(new Buried("derived", "in-0@3", "undecodable", now));
    guarantee.assertHolds();
    guarantee.onDeadLetter(new Buried("derived", "in-0@3", "rejected", now));
    broken(guarantee, "in-0@3");
  }

  @Test
  void anAnswerToNobodyIsNamed() {
    var guarantee = new AnswersRight();
    guarantee.onReply(reply("ghost", Replied.OK, "x"));
    broken(guarantee, "ghost");
  }

  @Test
  void togetherTheySayEverythingThatIsBroken() {
    var all = new Guarantees(List.of(new NothingLost(), new OneTerminalRecord(losses, 0)));
    all.onPublished(published("lost"));
    all.onReply(reply("twice", Replied.OK, "x"));
    all.onReply(reply("twice", Replied.OK, "x"));
    var error = assertThrows(AssertionError.class, all::assertHolds);
    assertTrue(error.getMessage().contains("lost:"), error.getMessage());
    assertTrue(error.getMessage().contains("twice:"), error.getMessage());
    assertEquals(2, error.getSuppressed().length);
  }

  @Test
  void aFrozenRouterCountsUntilItIsBack() {
    losses.cutOff(now);
    assertTrue(losses.within(now + 1_000_000_000_000L, now + 2_000_000_000_000L));
    losses.rejoined();
    assertFalse(losses.within(now + 1_000_000_000_000L, now + 2_000_000_000_000L));
    assertTrue(losses.within(now, now));
    assertEquals(1, losses.count());
    assertEquals(2, losses.handOvers());
  }

  private OrderPerKey ordered() {
    var guarantee = new OrderPerKey(losses);
    for (var id : List.of("a", "b", "c")) {
      guarantee.onPublished(published(id, "f", "key", Set.of()));
    }
    assertDoesNotThrow(guarantee::assertHolds);
    return guarantee;
  }

  private static Published published(String id) {
    return published(id, "f", null, Set.of());
  }

  private static Published published(
      String id, String function, @Nullable String key, Set<String> regions) {
    return new Published(
        id,
        function,
        key,
        regions,
        Duration.ofHours(1),
        Duration.ofSeconds(3),
        Expected.result("x".getBytes(UTF_8)));
  }

  private Replied reply(String id, String ending, String payload) {
    return new Replied(id, ending, ByteBuffer.wrap(payload.getBytes(UTF_8)), now);
  }

  /** A call with its times in ms from when the test began. */
  private Called call(
      String id, String region, int attempt, Status status, long startMs, long endMs) {
    boolean ran = status == Status.OK || status == Status.FUNCTION_FAILED;
    return new Called(
        region,
        id,
        attempt,
        status,
        at(startMs),
        ran ? at(startMs) : 0,
        ran ? at(endMs) : 0,
        at(endMs),
        ran,
        "router-0");
  }

  private long at(long ms) {
    return now + ms * 1_000_000;
  }

  private static void broken(Guarantee guarantee, String id) {
    var error = assertThrows(AssertionError.class, guarantee::assertHolds);
    assertTrue(error.getMessage().contains(id + ": "), error.getMessage());
  }
}
