package dev.skyvane.embedded.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** A journal in memory, which can be told to fail. It keeps records as Kafka would: encoded. */
final class ListJournal implements RegistryJournal {
  private final ChangeCodec codec = new ChangeCodec();
  private final List<ChangeCodec.Entry> entries = new ArrayList<>();
  private int failing;
  private boolean keeping;

  /** Lets the next calls fail. */
  void fail(int times, boolean keepingWhatFails) {
    failing = times;
    keeping = keepingWhatFails;
  }

  @Override
  public void replay(Consumer<Change> reader) {
    failIfTold();
    entries.forEach(entry -> reader.accept(codec.decode(entry.key(), entry.value())));
  }

  @Override
  public void append(List<Change> changes) {
    if (failing == 0 || keeping) {
      changes.forEach(change -> entries.add(codec.encode(change)));
    }
    failIfTold();
  }

  private void failIfTold() {
    if (failing > 0) {
      failing--;
      throw new KafkaException("told to fail");
    }
  }

  @Override
  public void close() {}
}
