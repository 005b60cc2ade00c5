package dev.skyvane.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** A host's meters in a registry that Prometheus can read. Thread-safe. */
final class HostMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private @Nullable KafkaStreamsMetrics streams;

  HostMeters(String service) {
    registry.config().commonTags("service", service);
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  synchronized void bind(KafkaStreams kafka) {
    streams = new KafkaStreamsMetrics(kafka);
    streams.bindTo(registry);
  }

  void deadLetter(String reason) {
    registry.counter(HostMeter.DEAD_LETTERS.id(), "reason", reason).increment();
  }

  void threadReplaced() {
    registry.counter(HostMeter.THREADS_REPLACED.id()).increment();
  }

  void waits(IntSupplier threads) {
    Gauge.builder(HostMeter.REGISTRY_WAITS.id(), threads, IntSupplier::getAsInt)
        .description(HostMeter.REGISTRY_WAITS.doc())
        .strongReference(true)
        .register(registry);
  }

  void answered(String path, int status, long nanos) {
    Timer.builder(HostMeter.QUERIES.id())
        .description(HostMeter.QUERIES.doc())
        .tags("path", path, "status", Integer.toString(status))
        .publishPercentileHistogram(false)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void close() {
    if (streams != null) {
      streams.close();
    }
    collections.close();
    registry.close();
  }
}
