package dev.skyvane.router.reply;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/**
 * What failed in one transaction, in order. Thread-safe.
 *
 * <p>When a record fails, Kafka's producer fails what was not yet on its way with it, and with the
 * very exception of the one that offended. So of those that share an exception the first is to
 * blame; the others are only where they stood in the same batch, and a batch with a record that is
 * too large holds no other: the producer splits it until then.
 */
final class BatchFailures {
  private record Failure(Draft draft, Exception why, @Nullable TopicPartition at, Exception told) {}

  private final List<Failure> failures = new ArrayList<>();

  /**
   * Notes a failure.
   *
   * @param why as the producer gave it
   * @param where as the producer gave it; null where it was not sent
   * @param told what its sender is to hear
   */
  synchronized void add(
      Draft draft, Exception why, @Nullable RecordMetadata where, Exception told) {
    var at = where == null ? null : new TopicPartition(where.topic(), where.partition());
    failures.add(new Failure(draft, why, at, told));
  }

  /** Why a draft failed, or null. */
  synchronized @Nullable Exception of(Draft draft) {
    for (var failure : failures) {
      if (failure.draft() == draft) {
        return failure.told();
      }
    }
    return null;
  }

  /** Who is to blame, each with what it is to hear. */
  synchronized Map<Draft, Exception> offenders() {
    var first = new IdentityHashMap<Exception, Failure>();
    var offenders = new IdentityHashMap<Draft, Exception>();
    for (var failure : failures) {
      if (failure.why() instanceof TransactionAbortedException) {
        continue;
      }
      var blamed = first.putIfAbsent(failure.why(), failure);
      boolean sameBatch =
          blamed != null
              && blamed.at() != null
              && blamed.at().equals(failure.at())
              && !(failure.why() instanceof RecordTooLargeException);
      if (blamed == null || sameBatch) {
        offenders.putIfAbsent(failure.draft(), failure.told());
      }
    }
    return offenders;
  }
}
