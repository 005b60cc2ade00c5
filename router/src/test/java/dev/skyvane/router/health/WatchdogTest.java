package dev.skyvane.router.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchdogTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(Watchdog.class);
  private static final String LETTER = "a dead letter can't be written";

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final List<Pulse> pulses = new ArrayList<>();
  private final List<String> healed = new ArrayList<>();
  private long nanos = 1_000;
  private final Watchdog watchdog =
      new Watchdog(() -> List.copyOf(pulses), Duration.ofSeconds(60), () -> nanos, healed::add);

  @BeforeEach
  void listen() {
    logged.start();
    LOG.addAppender(logged);
  }

  @AfterEach
  void forget() {
    LOG.detachAppender(logged);
  }

  private void now(Pulse... all) {
    pulses.clear();
    pulses.addAll(List.of(all));
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      nanos += 1_000_000_000;
      watchdog.look();
    }
  }

  private List<String> events() {
    return logged.list.stream()
        .map(each -> each.getFormattedMessage().split(" ", 2)[0].substring("event=".length()))
        .toList();
  }

  @Test
  void workWithoutProgressIsAStallWithItsReason() {
    now(new Pulse("t-0", 7, true, LETTER), new Pulse("t-1", 0, true, "calling aws"));
    look(60);
    assertEquals(List.of(), watchdog.stalls());
    assertEquals(List.of(), healed);
    now(new Pulse("t-0", 7, true, LETTER), new Pulse("t-1", 1, true, "calling aws"));
    look(1);
    assertEquals(
        List.of(new Stall("t-0", Duration.ofSeconds(60), LETTER, true)), watchdog.stalls());
    assertEquals(List.of("t-0"), healed);
    var line = logged.list.getFirst().getFormattedMessage();
    assertEquals(
        "event=partition-stalled partition=t-0 stands_ms=60000 reason=\"" + LETTER + "\"", line);
  }

  @Test
  void theReasonIsTheNewest() {
    now(new Pulse("t-0", 7, true, LETTER));
    look(61);
    now(new Pulse("t-0", 7, true, "reply topic lookup"));
    look(1);
    assertEquals("reply topic lookup", watchdog.stalls().getFirst().reason());
    assertEquals(
        "partition t-0 has not got on for 61 s though it has work: reply topic lookup",
        watchdog.stalls().getFirst().text());
  }

  @Test
  void nothingToDoIsNoStall() {
    now(new Pulse("t-0", 7, false, ""));
    look(500);
    assertEquals(List.of(), watchdog.stalls());
    now(new Pulse("t-0", 7, true, LETTER));
    look(59);
    assertEquals(List.of(), watchdog.stalls(), "time without work does not count");
    look(1);
    assertEquals(1, watchdog.stalls().size());
  }

  @Test
  void anyChangeOfTheNumberIsProgress() {
    for (int i = 0; i < 10; i++) {
      now(new Pulse("t-0", i % 2 == 0 ? 5 : 3, true, LETTER));
      look(59);
    }
    assertEquals(List.of(), watchdog.stalls());
  }

  @Test
  void aStallIsHealedOnceAndLoggedEachMinuteUntilItEnds() {
    now(new Pulse("t-0", 7, true, LETTER));
    look(61 + 59);
    assertEquals(List.of("partition-stalled"), events());
    look(1);
    assertEquals(List.of("partition-stalled", "partition-stalled"), events());
    look(120);
    assertEquals(4, events().size());
    assertEquals(List.of("t-0"), healed);

    now(new Pulse("t-0", 8, true, LETTER));
    look(1);
    assertEquals(List.of(), watchdog.stalls());
    assertEquals("partition-recovered", events().getLast());
    look(59);
    assertEquals(List.of("t-0"), healed);
    look(1);
    assertEquals(List.of("t-0", "t-0"), healed, "another stall is healed anew");
    now(new Pulse("t-0", 8, false, ""));
    look(1);
    assertEquals("partition-recovered", events().getLast());
    assertEquals(6 + 1, events().size());
  }

  @Test
  void aPartitionThatGoesIsForgotten() {
    now(new Pulse("t-0", 7, true, LETTER));
    look(61);
    now();
    look(1);
    assertEquals(List.of(), watchdog.stalls());
    assertEquals(List.of("partition-stalled", "partition-left-stalled"), events());
    now(new Pulse("t-0", 7, true, LETTER));
    look(60);
    assertEquals(List.of(), watchdog.stalls(), "its next owner begins anew");
  }

  @Test
  void timeInWhichTheProcessStoodStillDoesNotCount() {
    now(new Pulse("t-0", 7, true, LETTER));
    look(10);
    nanos += Duration.ofHours(1).toNanos();
    watchdog.look();
    assertEquals(List.of(), watchdog.stalls());
    look(45);
    assertEquals(List.of(), watchdog.stalls());
    look(1);
    assertEquals(1, watchdog.stalls().size());
  }

  @Test
  void whoWaitsForAFunctionIsToldApart() {
    now(new Pulse("t-0", 7, true, "calling aws since 70 s", false));
    look(61);
    assertTrue(watchdog.stalls().stream().noneMatch(Stall::ours));
  }

  @Test
  void aFailingHealIsLoggedAndNotRepeated() {
    var failing =
        new Watchdog(
            () -> List.copyOf(pulses),
            Duration.ofSeconds(60),
            () -> nanos,
            partition -> {
              healed.add(partition);
              throw new IllegalStateException("can't");
            });
    now(new Pulse("t-0", 7, true, LETTER));
    for (int i = 0; i < 100; i++) {
      nanos += 1_000_000_000;
      failing.look();
    }
    assertEquals(List.of("t-0"), healed);
    assertEquals(List.of("partition-stalled", "partition-heal-failed"), events());
    assertEquals(1, failing.stalls().size());
  }

  @Test
  void aWatchdogThatSeesNothingSaysSinceWhen() {
    var blind =
        new Watchdog(
            () -> {
              throw new IllegalStateException("can't tell");
            },
            Duration.ofSeconds(60),
            () -> nanos,
            healed::add);
    for (int i = 0; i < 12; i++) {
      nanos += 1_000_000_000;
      blind.look();
    }
    assertEquals(Duration.ofSeconds(12), blind.sinceLook());
    assertEquals(List.of("watchdog-blind"), events());
    look(1);
    assertEquals(Duration.ZERO, watchdog.sinceLook());
  }
}
