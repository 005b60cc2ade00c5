package dev.skyvane.router.reply;

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

  /**
   * What all writers share.
   *
   * @param deadLetterTopic whole name
   */
  public Terminals(
      ReplyTopics topics,
      Serializer<Reply> replySerializer,
      Serializer<DeadLetter> deadLetterSerializer,
      String deadLetterTopic,
      RouterMeters meters) {
    this.topics = topics;
    this.replies = new ReplyRecords(replySerializer);
    this.deadLetters = new DeadLetters(deadLetterSerializer, deadLetterTopic, Clock.systemUTC());
    this.meters = meters;
  }

  /** A writer through an outbox, which others own and close. */
  public Terminal through(Outbox outbox) {
    return new TerminalWriter(outbox, topics, replies, deadLetters, meters);
  }
}
