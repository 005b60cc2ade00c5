package dev.skyvane.router.parking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.schemas.record.ParkedInvocation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParkedCodecTest {
  private static final long NOW = 1_790_000_000_000L;
  private static final Coordinate COORDINATE =
      new Coordinate("skyvane.invocations", 17, 5_000_000_000L);
  private static final Spent SPENT = new Spent(new BigDecimal("0.0000166667"), 0.25, 1e-9);

  /** DELIVERY 9 budgets memory and topic by it. */
  private static final int MOST_BYTES = 300;

  private final ParkedCodec codec =
      new ParkedCodec(
          "skyvane.parked",
          12,
          "router-1",
          AvroBytes.serializer(),
          AvroBytes.deserializer(ParkedInvocation.class));

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyFieldIsReadBackAsItWasWritten(Reason reason) {
    var parked =
        new Parked(
            reason,
            NOW + 1,
            NOW + 2,
            3,
            4,
            5,
            6,
            "resize",
            -7L,
            List.of("a", "b"),
            List.of("b"),
            SPENT);
    assertEquals(parked, codec.parked(bytes(parked)));
  }

  @Test
  void whatIsAbsentOrUnknownStaysSo() {
    var none = parked(Reason.RETRY, NOW, null, Spent.NOTHING);
    assertEquals(none, codec.parked(bytes(none)));
    var zeroHash = parked(Reason.RETRY, NOW, 0L, Spent.NOTHING);
    assertEquals(zeroHash, codec.parked(bytes(zeroHash)));
    for (var spent :
        List.of(
            new Spent(null, 0.25, 1e-9),
            new Spent(new BigDecimal("1.50"), Double.NaN, 1e-9),
            new Spent(new BigDecimal("1E-9"), 0.25, Double.NaN),
            new Spent(null, Double.NaN, Double.NaN))) {
      var back = codec.parked(bytes(parked(Reason.RETRY, NOW, null, spent))).spent();
      assertEquals(spent.carbonGrams(), back.carbonGrams());
      assertEquals(spent.fossilGbSeconds(), back.fossilGbSeconds());
      if (spent.listCostUsd() == null) {
        assertNull(back.listCostUsd());
      } else {
        assertEquals(0, spent.listCostUsd().compareTo(Objects.requireNonNull(back.listCostUsd())));
      }
    }
  }

  @Test
  void aRecordIsKeyedByItsSourceAndNamesItsHolder() {
    var record = codec.record(COORDINATE, parked(Reason.RETRY, NOW, null, Spent.NOTHING));
    assertEquals("skyvane.parked", record.topic());
    assertEquals(5, record.partition());
    assertEquals("skyvane.invocations-17@5000000000", new String(record.key(), UTF_8));
    var written = AvroBytes.read(ParkedInvocation.class, record.value());
    assertEquals("router-1", written.getHolder());
    assertEquals(
        new TopicPartition("skyvane.parked", 5),
        codec.home(new TopicPartition("skyvane.invocations", 17)));
  }

  @Test
  void aTombstoneEndsExactlyItsEntry() {
    var record = codec.record(COORDINATE, parked(Reason.RETRY, NOW, null, SPENT));
    var tombstone = codec.tombstone(COORDINATE);
    assertNull(tombstone.value());
    assertEquals(record.topic(), tombstone.topic());
    assertEquals(record.partition(), tombstone.partition());
    assertEquals(new String(record.key(), UTF_8), new String(tombstone.key(), UTF_8));
  }

  @Test
  void aTypicalRecordIsSmall() {
    var parked =
        new Parked(
            Reason.WAITING_FOR_CAPACITY,
            NOW,
            NOW + 900_000,
            0,
            0,
            0,
            0,
            "f".repeat(20),
            null,
            List.of(),
            List.of(),
            Spent.NOTHING);
    var record = codec.record(COORDINATE, parked);
    int size = record.key().length + record.value().length;
    assertTrue(size <= MOST_BYTES, () -> size + " bytes");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"STARTED", "LONG_CALL"})
  void aRunningAttemptIsRestoredAsACrash(Reason reason) {
    var unordered = restored(running(reason, 3, null));
    assertEquals(Reason.RETRY, unordered.reason());
    assertEquals(2, unordered.attempts());
    assertEquals(2, unordered.crashes());
    assertTrue(unordered.dueAt() <= NOW, "due at once");
    assertEquals(0, unordered.timeoutMs());

    var ordered = restored(running(reason, 3, 42L));
    assertEquals(Reason.RETRY, ordered.reason());
    assertEquals(2, ordered.attempts());
    assertEquals(2, ordered.crashes());
    assertEquals(NOW + 60_000, ordered.dueAt(), "it may still run at its provider");

    assertEquals(0, restored(running(reason, 0, null)).attempts());
    for (var back : List.of(unordered, ordered)) {
      assertEquals(NOW + 900_000, back.deadline());
      assertEquals(1, back.failures());
      assertEquals("resize", back.function());
      assertEquals(List.of("a", "b"), back.tried());
      assertEquals(List.of("b"), back.refused());
      assertEquals(SPENT, back.spent());
    }
    assertEquals(42L, ordered.keyHash());
    assertNull(unordered.keyHash());
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"RETRY", "PAUSED", "WAITING_FOR_CAPACITY", "ORDERED"})
  void whatDoesNotRunIsRestoredAsItIs(Reason reason) {
    for (var parked :
        List.of(parked(reason, NOW + 5, null, SPENT), parked(reason, NOW + 5, 42L, SPENT))) {
      assertEquals(parked, restored(parked));
    }
  }

  /** A reason of a newer router must not end the partition's restoration. */
  @Test
  void anUnknownReasonIsARetry() {
    var state =
        AvroBytes.read(
            ParkedInvocation.class, bytes(parked(Reason.PAUSED, NOW, null, Spent.NOTHING)));
    state.setReason("of-tomorrow");
    assertEquals(Reason.RETRY, codec.parked(AvroBytes.write(state)).reason());
  }

  private Parked restored(Parked parked) {
    return ParkedLog.restored(codec, bytes(parked));
  }

  private byte[] bytes(Parked parked) {
    return codec.record(COORDINATE, parked).value();
  }

  private static Parked running(Reason reason, int attempts, @Nullable Long keyHash) {
    return new Parked(
        reason,
        NOW + 60_000,
        NOW + 900_000,
        attempts,
        1,
        1,
        60_000,
        "resize",
        keyHash,
        List.of("a", "b"),
        List.of("b"),
        SPENT);
  }

  private static Parked parked(Reason reason, long due, @Nullable Long keyHash, Spent spent) {
    return new Parked(
        reason, due, NOW + 900_000, 1, 1, 0, 0, "resize", keyHash, List.of(), List.of(), spent);
  }
}
