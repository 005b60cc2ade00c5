package dev.skyvane.standalone.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.InvocationIds;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.Publisher;
import dev.skyvane.standalone.cluster.UnreachableException;
import dev.skyvane.standalone.deadletter.Prepared.Identity;
import java.time.Clock;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Publishes the records of dead letters to their source topics again. */
public final class Replay implements AutoCloseable {
  /** Header of a replayed record: the coordinate of the record that it repeats. */
  public static final String REPLAYED_FROM = "skyvane-replayed-from";

  private final Clock clock;
  private final Sources sources;
  private final InvocationIds ids;
  private final Deserializer<Invocation> avro;
  private final Publisher<byte[], byte[]> publisher;

  /** Replays within a cluster. */
  public Replay(Cluster cluster) {
    this.clock = Clock.systemUTC();
    this.sources = new Sources(cluster.address());
    this.ids = new InvocationIds(cluster.id());
    this.avro = cluster.serdes().of(Invocation.class).deserializer();
    this.publisher =
        new Publisher<>(cluster.address(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** What came of publishing. */
  public sealed interface Published {
    /**
     * It stands in its topic again.
     *
     * @param to where
     * @param id the invocation's id from now on
     */
    record Done(Coordinate to, String id) implements Published {}

    /** Kafka refused it for good. */
    record Refused(String why) implements Published {}
  }

  /**
   * Makes the record that would be published.
   *
   * @throws UnreachableException if Kafka does not answer
   */
  public Prepared prepare(DeadLetter letter) {
    return switch (sources.of(letter)) {
      case Sources.Gone(var why) -> new Prepared.Refused(why);
      case Sources.Whole(var source, var readAgain) -> {
        int partitions = sources.partitions(source.topic());
        if (partitions == 0) {
          yield new Prepared.Refused(
              "there is no topic '" + source.topic() + "' any more, from which it came");
        }
        yield prepare(letter, source, readAgain, partitions);
      }
    };
  }

  private Prepared prepare(
      DeadLetter letter, ProducerRecord<byte[], byte[]> source, boolean readAgain, int partitions) {
    var envelope = Envelope.of(source, letter, avro);
    var identity = identity(envelope, source);
    // Its own partition, whatever partitioner its producer had: what has one key stays together.
    var record =
        new ProducerRecord<>(
            source.topic(),
            source.partition() != null && source.partition() < partitions
                ? source.partition()
                : null,
            source.key(),
            source.value(),
            source.headers());
    if (identity == Identity.IN_ADDED_HEADER) {
      record.headers().add(Wire.ID, letter.getInvocationId().getBytes(UTF_8));
    }
    record.headers().add(REPLAYED_FROM, letter.getCoordinate().getBytes(UTF_8));
    return new Prepared.Ready(record, identity, readAgain, warning(envelope, source));
  }

  private static Identity identity(Envelope envelope, ProducerRecord<byte[], byte[]> source) {
    return switch (envelope) {
      case Envelope.Avro(var invocation) ->
          invocation.getId().isEmpty() ? Identity.DERIVED_ANEW : Identity.IN_RECORD;
      case Envelope.Unreadable(var why) -> Identity.UNREADABLE;
      case Envelope.Plain() -> {
        var named = Wire.text(source.headers(), Wire.ID);
        yield named == null || named.isEmpty() ? Identity.IN_ADDED_HEADER : Identity.IN_RECORD;
      }
    };
  }

  private @Nullable String warning(Envelope envelope, ProducerRecord<byte[], byte[]> source) {
    var deadline = envelope.deadline(source);
    return deadline != null && deadline.isBefore(clock.instant())
        ? "its absolute deadline passed at " + deadline + ": it will not run"
        : null;
  }

  /**
   * Publishes a record and waits until Kafka has it.
   *
   * @throws UnreachableException if Kafka does not answer; the record may stand in its topic then
   */
  public Published publish(Prepared.Ready ready, String id) {
    try {
      var written = publisher.publish(ready.record());
      var to = new Coordinate(written.topic(), written.partition(), written.offset());
      return new Published.Done(
          to, ready.identity() == Identity.DERIVED_ANEW ? ids.derive(to) : id);
    } catch (UnreachableException e) {
      if (e.getCause() instanceof ApiException cause && !(cause instanceof RetriableException)) {
        return new Published.Refused("Kafka refused it: " + cause.getMessage());
      }
      throw e;
    }
  }

  @Override
  public void close() {
    publisher.close();
    sources.close();
  }
}
