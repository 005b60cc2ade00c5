package dev.skyvane.router.intake;

import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.reply.Draft;
import dev.skyvane.router.reply.Outbox;
import dev.skyvane.router.reply.Release;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is being written to the log of the parked. A write is tried until it succeeds; for a retired
 * partition not again. Used by one loop.
 */
final class ParkedWrites {
  private static final Logger log = LoggerFactory.getLogger(ParkedWrites.class);
  private static final Duration AGAIN = Duration.ofMillis(250);

  private final Assignment assignment;
  private final Runnable ended;
  private int open;

  /**
   * Nothing yet.
   *
   * @param ended run whenever a write has ended
   */
  ParkedWrites(Assignment assignment, Runnable ended) {
    this.assignment = assignment;
    this.ended = ended;
  }

  /** Whether some have not ended. */
  boolean open() {
    return open > 0;
  }

  /**
   * Writes the state of the invocation at an offset, with which its offset is done.
   *
   * @param then run on the loop when Kafka has it
   */
  void state(long offset, Parked state, Runnable then) {
    write(
        () -> assignment.means.codec().record(assignment.coordinate(offset), state),
        new Release(offset, false),
        then);
  }

  /** Ends the entry of an offset. */
  void tombstone(long offset) {
    write(
        () -> assignment.means.codec().tombstone(assignment.coordinate(offset)),
        Release.NOTHING,
        () -> {});
  }

  private void write(
      Supplier<ProducerRecord<byte[], byte[]>> record, Release release, Runnable then) {
    open++;
    assignment
        .writing
        .parked()
        .put(
            new Draft(
                record,
                release,
                failure -> assignment.loop.execute(() -> written(record, release, failure, then))));
  }

  private void written(
      Supplier<ProducerRecord<byte[], byte[]>> record,
      Release release,
      @Nullable Exception failure,
      Runnable then) {
    open--;
    if (failure == null) {
      then.run();
    } else {
      log.warn(
          "event=parked-write-delayed partition={} reason={}",
          assignment.partition,
          failure.toString());
      if (!assignment.retired()) {
        Outbox.later(() -> assignment.loop.execute(() -> write(record, release, then)), AGAIN);
      }
    }
    ended.run();
  }
}
