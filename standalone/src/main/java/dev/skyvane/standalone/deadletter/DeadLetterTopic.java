package dev.skyvane.standalone.deadletter;

import dev.skyvane.router.request.Coordinate;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.serde.MalformedRecordException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.ClusterAddress;
import dev.skyvane.standalone.cluster.TopicLog;
import dev.skyvane.standalone.cluster.UnreachableException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** The topic of dead letters. */
public final class DeadLetterTopic {
  /** How far the clocks of routers and brokers may be apart (as in DELIVERY 4). */
  private static final Duration SKEW = Duration.ofMinutes(15);

  private final ClusterAddress address;
  private final String name;
  private final Deserializer<DeadLetter> avro;

  /** The topic of a cluster. */
  public DeadLetterTopic(Cluster cluster) {
    this.address = cluster.address();
    this.name = address.topics().of(Topic.DEAD_LETTERS);
    this.avro = cluster.serdes().of(DeadLetter.class).deserializer();
  }

  /** Told of what is read. */
  public interface Reading extends TopicLog.Progress {
    /** A record is no dead letter that can be read. */
    void unreadable(Coordinate place, String why);
  }

  /**
   * Reads the topic up to where it ends now; partition by partition in order, partitions mixed.
   *
   * @throws UnreachableException if Kafka or the registry does not answer
   */
  public void read(Filter filter, Consumer<Entry> each, Reading reading) {
    try (var log = TopicLog.inOrder(address, name)) {
      if (filter.since() != null) {
        log.seek(filter.since().minus(SKEW));
      }
      log.toEnd(record -> entry(record, filter, each, reading), reading);
    }
  }

  private void entry(
      ConsumerRecord<byte[], byte[]> record, Filter filter, Consumer<Entry> each, Reading reading) {
    var place = Places.of(record);
    try {
      var letter = letter(record);
      if (filter.admits(letter)) {
        each.accept(Entry.of(place, letter));
      }
    } catch (MalformedRecordException | UnknownSchemaException e) {
      reading.unreadable(place, String.valueOf(e.getMessage()));
    }
  }

  private DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      throw new MalformedRecordException("it has no value", null);
    }
    try {
      return avro.deserialize(name, record.value());
    } catch (MalformedRecordException | UnknownSchemaException e) {
      throw e;
    } catch (SerializationException e) {
      throw new UnreachableException(
          "dead letters can't be read with the schema registry at "
              + address.registryUrl()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Gets whole dead letters, one by one. */
  public Whole whole() {
    return new Whole();
  }

  /** Whole dead letters by where they stand. */
  public final class Whole implements AutoCloseable {
    private final TopicLog log = TopicLog.singly(address, name);

    private Whole() {}

    /**
     * The whole of a dead letter.
     *
     * @throws UnreachableException if it is gone, or Kafka or the registry does not answer
     */
    public DeadLetter of(Entry entry) {
      var place = entry.place();
      return log.at(place.partition(), place.offset())
          .map(DeadLetterTopic.this::letter)
          .orElseThrow(
              () ->
                  new UnreachableException(
                      "the dead letter " + place + " has just gone",
                      new IllegalStateException("deleted after it was listed")));
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
