package dev.skyvane.router.reply;

import dev.skyvane.router.health.WriteAlert;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Reply;
import java.time.Clock;
import org.apache.kafka.common.serialization.Serializer;

/** Makes a writer of terminal records for an outbox. Thread-safe. */
public final class Terminals {
  private final ReplyTopics topics;
  private final ReplyRecords replies;
  private final DeadLetters deadLetters;
  private final RouterMeters meters;
  private final WriteAlert alert;

  /**
   * What all writers share.
   *
   * @param deadLetterTopic whole name
   * @param alert told of what can't be written
   */
  public Terminals(
      ReplyTopics topics,
      Serializer<Reply> replySerializer,
      Serializer<DeadLetter> deadLetterSerializer,
      String deadLetterTopic,
      RouterMeters meters,
      WriteAlert alert) {
    this.topics = topics;
    this.replies = new ReplyRecords(replySerializer);
    this.deadLetters = new DeadLetters(deadLetterSerializer, deadLetterTopic, Clock.systemUTC());
    this.meters = meters;
    this.alert = alert;
  }

  /** A writer through an outbox, which others own and close. */
  public Terminal through(Outbox outbox) {
    return new TerminalWriter(outbox, topics, replies, deadLetters, meters, alert);
  }
}
