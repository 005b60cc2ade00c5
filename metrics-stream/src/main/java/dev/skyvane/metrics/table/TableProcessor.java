package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Sample;
import dev.skyvane.schemas.record.FunctionSpec;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Table} and forwards what it emits: {@code LatencyStats} by {@code target@vantage},
 * null to take one back, and what a subclass adds.
 *
 * @param <V> the input
 */
abstract class TableProcessor<V> implements Processor<String, V, String, Object> {
  private static final Logger log = LoggerFactory.getLogger(TableProcessor.class);

  /** What waits for its time is late by at most a quarter of it. */
  private static final long LOOKS_PER_EMISSION = 4;

  private static final Duration CLOSE_EVERY = Duration.ofSeconds(1);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
  private static final Duration EXPIRE_EVERY = Duration.ofMinutes(1);

  private final String storeName;
  private final Rules rules;
  private final TableMeters meters;
  private @Nullable State state;

  private record State(
      ProcessorContext<String, Object> context, Table table, Functions functions) {}

  TableProcessor(String storeName, Rules rules, TableMeters meters) {
    this.storeName = storeName;
    this.rules = rules;
    this.meters = meters;
  }

  @Override
  public final void init(ProcessorContext<String, Object> context) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
    ReadOnlyKeyValueStore<String, ValueAndTimestamp<FunctionSpec>> specs =
        context.getStateStore(MetricsTopology.FUNCTIONS);
    var functions = new Functions(specs);
    var table =
        new Table(
            store,
            rules,
            meters,
            (name, stats) ->
                context.forward(new Record<>(name, stats, context.currentSystemTimeMs())));
    state = new State(context, table, functions);
    context.schedule(
        Duration.ofMillis(Math.max(1, rules.emitEvery() / LOOKS_PER_EMISSION)),
        PunctuationType.WALL_CLOCK_TIME,
        table::emitDue);
    context.schedule(CLOSE_EVERY, PunctuationType.WALL_CLOCK_TIME, table::close);
    context.schedule(
        SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, clock -> sweep(table, functions));
    context.schedule(EXPIRE_EVERY, PunctuationType.WALL_CLOCK_TIME, clock -> table.expire());
  }

  private void sweep(Table table, Functions functions) {
    try {
      var known = known(functions.deployed());
      table.sweep(target -> !known.contains(target));
    } catch (SerializationException e) {
      log.warn("event=functions-unread reason={}", e.getMessage());
    }
  }

  /** The targets that are not gone. */
  abstract Set<String> known(Functions.Deployed deployed);

  /** Takes an outcome in. True if it counted. */
  final boolean add(Sample sample) {
    return state().table().add(sample, clock());
  }

  final Functions functions() {
    return state().functions();
  }

  final long clock() {
    return state().context().currentSystemTimeMs();
  }

  final void forward(Record<String, Object> record) {
    state().context().forward(record);
  }

  private State state() {
    var now = state;
    if (now == null) {
      throw new IllegalStateException("init() was not called");
    }
    return now;
  }
}
