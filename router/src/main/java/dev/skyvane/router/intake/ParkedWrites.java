package dev.skyvane.router.intake;

import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.reply.Draft;
import dev.skyvane.router.reply.Outbox;
import dev.skyvane.router.reply.Release;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is being written to the log of the parked. A write is tried until it succeeds, ever more
 * seldom where Kafka refuses it; for a retired partition not again. Used by one loop.
 */
final class ParkedWrites {
  private static final Logger log = LoggerFactory.getLogger(ParkedWrites.class);
  private static final Duration AGAIN = Duration.ofMillis(250);

  /** Longest time before what Kafka refuses is tried again: each try costs others a transaction. */
  private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

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
    write(record, release, then, AGAIN);
  }

  private void write(
      Supplier<ProducerRecord<byte[], byte[]>> record,
      Release release,
      Runnable then,
      Duration again) {
    open++;
    Draft draft =
        new Draft(
            record,
            release,
            failure ->
                assignment.loop.execute(
                    () -> {
                      open--;
                      if (failure == null) {
                        then.run();
                      } else {
                        delayed(record, release, then, again, failure);
                      }
                      ended.run();
                    }));
    assignment.writing.parked().put(draft);
  }

  private void delayed(
      Supplier<ProducerRecord<byte[], byte[]>> record,
      Release release,
      Runnable then,
      Duration again,
      Exception failure) {
    boolean refused =
        !(failure instanceof RetriableException || failure instanceof RegistryUnavailableException);
    log.warn(
        "event=parked-write-delayed partition={} refused={} ms={} reason={}",
        assignment.partition,
        refused,
        again.toMillis(),
        failure.toString());
    if (!assignment.retired()) {
      var next = refused ? min(again.multipliedBy(2), REFUSED_AGAIN) : AGAIN;
      Outbox.later(() -> assignment.loop.execute(() -> write(record, release, then, next)), again);
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
