package dev.skyvane.stream.input;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** How far each input partition has been processed. Thread-safe. */
public final class Progress {
  private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

  /** The offset behind what was processed last; 0 if nothing was. */
  public long next(TopicPartition partition) {
    return next.getOrDefault(partition, 0L);
  }

  /** A record has been dealt with. */
  public void passed(String topic, int partition, long offset) {
    next.merge(new TopicPartition(topic, partition), offset + 1, Math::max);
  }

  /** The same processor, whose progress is noted. */
  public <KI, VI, KO, VO> ProcessorSupplier<KI, VI, KO, VO> tracked(
      ProcessorSupplier<KI, VI, KO, VO> supplier) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<KI, VI, KO, VO> get() {
        return new Tracked<>(supplier.get(), Progress.this);
      }

      @Override
      public @Nullable Set<StoreBuilder<?>> stores() {
        return supplier.stores();
      }
    };
  }

  private static final class Tracked<KI, VI, KO, VO> implements Processor<KI, VI, KO, VO> {
    private final Processor<KI, VI, KO, VO> wrapped;
    private final Progress progress;
    private final Set<TopicPartition> passed = new HashSet<>();
    private @Nullable ProcessorContext<KO, VO> context;

    private Tracked(Processor<KI, VI, KO, VO> wrapped, Progress progress) {
      this.wrapped = wrapped;
      this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<KO, VO> given) {
      forget();
      context = given;
      wrapped.init(given);
    }

    @Override
    public void process(Record<KI, VI> record) {
      wrapped.process(record);
      if (context != null) {
        context
            .recordMetadata()
            .ifPresent(
                at -> {
                  progress.passed(at.topic(), at.partition(), at.offset());
                  passed.add(new TopicPartition(at.topic(), at.partition()));
                });
      }
    }

    /** A task that begins again, or elsewhere, may begin before what it had processed. */
    private void forget() {
      passed.forEach(progress.next::remove);
      passed.clear();
    }

    @Override
    public void close() {
      forget();
      wrapped.close();
    }
  }
}
