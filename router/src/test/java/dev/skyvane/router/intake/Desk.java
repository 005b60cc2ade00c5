package dev.skyvane.router.intake;

import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.ParkedCodec;
import dev.skyvane.router.parking.ParkedLog;
import dev.skyvane.router.reply.Draft;
import dev.skyvane.router.reply.Terminal;
import dev.skyvane.router.reply.TransactionLane;
import dev.skyvane.schemas.record.ParkedInvocation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Writers whose log of the parked is a map, and records that can be read again. */
final class Desk implements Writers, AutoCloseable {
  final ParkedCodec codec =
      new ParkedCodec(
          "skyvane.parked",
          4,
          "router-1",
          AvroBytes.serializer(),
          AvroBytes.deserializer(ParkedInvocation.class));
  final Map<String, byte[]> log = new ConcurrentHashMap<>();
  final Map<String, ConsumerRecord<byte[], byte[]>> records = new ConcurrentHashMap<>();
  final List<Parked> written = new ArrayList<>();
  final List<Runnable> held = new ArrayList<>();
  private final Terminal terminal;
  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  volatile boolean hold;
  volatile boolean holdReads;
  final List<Runnable> heldReads = new CopyOnWriteArrayList<>();
  volatile int opened;

  Desk(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Opened open(
      TopicPartition partition,
      TransactionLane.Progress progress,
      Supplier<ConsumerGroupMetadata> group,
      BooleanSupplier stopped) {
    opened++;
    var parked = new TreeMap<Long, Parked>();
    var prefix = partition.topic() + "-" + partition.partition() + "@";
    log.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            parked.put(
                Long.parseLong(key.substring(prefix.length())), ParkedLog.restored(codec, value));
          }
        });
    return new Opened() {
      @Override
      public Writing writing() {
        return new Writing(terminal, draft -> writer.execute(() -> write(draft)), false);
      }

      @Override
      public SortedMap<Long, Parked> parked() {
        return parked;
      }

      @Override
      public Optional<Exception> broken() {
        return Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  private synchronized void write(Draft draft) {
    Runnable put =
        () -> {
          keep(draft.record().get());
          draft.written().accept(null);
        };
    if (hold) {
      held.add(put);
    } else {
      put.run();
    }
  }

  private void keep(ProducerRecord<byte[], byte[]> record) {
    var key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      log.remove(key);
    } else {
      written.add(ParkedLog.restored(codec, record.value()));
      log.put(key, record.value());
    }
  }

  synchronized int heldWrites() {
    return held.size();
  }

  synchronized void letGo() {
    hold = false;
    held.forEach(writer::execute);
    held.clear();
  }

  synchronized List<Parked> written() {
    return List.copyOf(written);
  }

  void letReadsGo() {
    holdReads = false;
    heldReads.forEach(writer::execute);
    heldReads.clear();
  }

  /** Records that can be read again. */
  void remember(ConsumerRecord<byte[], byte[]> record) {
    records.put(record.topic() + "-" + record.partition() + "@" + record.offset(), record);
  }

  void read(
      TopicPartition partition, long offset, dev.skyvane.router.parking.Source.Answer answer) {
    Runnable find = () -> answer.found(Optional.ofNullable(records.get(partition + "@" + offset)));
    if (holdReads) {
      heldReads.add(find);
    } else {
      writer.execute(find);
    }
  }

  @Override
  public void close() {
    writer.shutdown();
  }
}
