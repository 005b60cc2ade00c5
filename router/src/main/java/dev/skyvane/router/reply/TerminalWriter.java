package dev.skyvane.router.reply;

import dev.skyvane.router.health.WriteAlert;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.reply.DeadLetters.Dead;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the one terminal record of each invocation. Whoever named a reply topic is answered there,
 * with errors too; a failure that nobody waits for goes to the dead letters. Thread-safe.
 */
final class TerminalWriter implements Terminal {
  private static final Logger log = LoggerFactory.getLogger(TerminalWriter.class);
  private static final Duration RETRY_DELAY = Duration.ofMillis(500);

  private final Outbox outbox;
  private final ReplyTopics topics;
  private final ReplyRecords replies;
  private final DeadLetters deadLetters;
  private final RouterMeters meters;
  private final WriteAlert alert;

  /**
   * A writer.
   *
   * @param outbox through which it writes; owned by others
   */
  TerminalWriter(
      Outbox outbox,
      ReplyTopics topics,
      ReplyRecords replies,
      DeadLetters deadLetters,
      RouterMeters meters,
      WriteAlert alert) {
    this.outbox = outbox;
    this.topics = topics;
    this.replies = replies;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.alert = alert;
  }

  /** What is to be written for a request, and what follows. */
  private record Reply(Request request, Answer answer, Release release, Runnable done) {}

  @Override
  public void answer(Request request, Answer answer, Release release, Runnable done) {
    answer(new Reply(request, answer, release, done));
  }

  private void answer(Reply reply) {
    var request = reply.request();
    if (reply.answer() instanceof Answer.Failed failed && !repliable(request)) {
      dead(reply, failed.problem());
      return;
    }
    if (!request.reply().named()) {
      send(reply);
      return;
    }
    topics
        .partitions(request.reply().topic())
        .whenComplete(
            (partitions, failure) -> {
              if (failure != null) {
                lookupFailed(reply, failure);
              } else if (partitions == 0) {
                undeliverable(reply, "it does not exist; create it first");
              } else if (request.reply().partition() instanceof Integer asked
                  && (asked < 0 || asked >= partitions)) {
                undeliverable(
                    reply, "it has no partition %d, only 0 to %d".formatted(asked, partitions - 1));
              } else {
                send(reply);
              }
            });
  }

  @Override
  public void poison(
      ConsumerRecord<byte[], byte[]> record,
      String id,
      Problem problem,
      Release release,
      Runnable done) {
    var coordinate = new Coordinate(record.topic(), record.partition(), record.offset());
    send(
        new Dead(record, coordinate, id, null, null, problem, List.of(), 0, null),
        false,
        release,
        done);
  }

  private boolean repliable(Request request) {
    return request.reply().named() && topics.refused(request.reply().topic()).isEmpty();
  }

  private void send(Reply reply) {
    var topic = reply.request().reply().topic();
    alert.handed(topic);
    outbox.put(
        new Draft(
            () -> replies.build(reply.request(), reply.answer()),
            reply.release(),
            failure -> {
              if (failure == null) {
                alert.written(topic);
                meters.replied(status(reply.answer()));
                reply.done().run();
              } else {
                replyFailed(reply, failure);
              }
            }));
  }

  private void lookupFailed(Reply reply, Throwable failure) {
    var cause = Objects.requireNonNullElse(failure.getCause(), failure);
    if (permanent(cause)) {
      undeliverable(reply, "Kafka does not show it: " + cause.getMessage());
    } else {
      retry("reply-topic-lookup", reply.request().reply().topic(), cause, () -> answer(reply));
    }
  }

  private void replyFailed(Reply reply, Exception failure) {
    if (permanent(failure)) {
      undeliverable(reply, "Kafka refused it: " + failure.getMessage());
    } else {
      if (failure instanceof TimeoutException) {
        // A topic that is gone holds the lane up at each try: ask anew whether it is there.
        topics.forget(reply.request().reply().topic());
      }
      retry("reply", reply.request().reply().topic(), failure, () -> answer(reply));
    }
  }

  private void undeliverable(Reply reply, String why) {
    alert.givenUp(reply.request().reply().topic());
    var said =
        reply.answer() instanceof Answer.Failed failed
            ? "; it says " + failed.problem().code().text() + ": " + failed.problem().message()
            : "";
    dead(
        reply,
        new Problem(
            Code.REPLY_UNDELIVERABLE,
            "the reply to topic '"
                + reply.request().reply().topic()
                + "' can't be written: "
                + why
                + said));
  }

  private void dead(Reply reply, Problem problem) {
    var request = reply.request();
    ByteBuffer result = reply.answer() instanceof Answer.FromFunction f ? f.payload() : null;
    send(
        new Dead(
            request.record(),
            request.coordinate(),
            request.id(),
            request.function(),
            request.tenant(),
            problem,
            reply.answer().attempts(),
            Math.max(0, reply.answer().receipt().getAttempts() - reply.answer().attempts().size()),
            result),
        false,
        reply.release(),
        reply.done());
  }

  private void send(Dead dead, boolean reduced, Release release, Runnable done) {
    var topic = deadLetters.topic();
    alert.handed(topic);
    outbox.put(
        new Draft(
            () -> reduced ? deadLetters.reduced(dead) : deadLetters.build(dead),
            release,
            failure -> {
              if (failure == null) {
                log.info(
                    "event=dead-letter coordinate={} reason={} message=\"{}\"",
                    dead.coordinate(),
                    dead.problem().code().text(),
                    dead.problem().message());
                alert.written(topic);
                meters.deadLettered(dead.problem().code().text());
                done.run();
              } else if (failure instanceof RecordTooLargeException && !reduced) {
                send(dead, true, release, done);
              } else {
                retry("dead-letter", topic, failure, () -> send(dead, reduced, release, done));
              }
            }));
  }

  private void retry(String what, String topic, Throwable failure, Runnable again) {
    alert.delayed(topic, failure.toString());
    log.warn("event=terminal-write-delayed what={} reason={}", what, failure.toString());
    meters.terminalWriteDelayed();
    Outbox.later(again, RETRY_DELAY);
  }

  private static String status(Answer answer) {
    return switch (answer) {
      case Answer.FromFunction result -> result.functionError() == null ? "ok" : "function-error";
      case Answer.Failed _ -> "failed";
    };
  }

  private static boolean permanent(Throwable failure) {
    return failure instanceof RecordTooLargeException
        || failure instanceof InvalidTopicException
        || failure instanceof AuthorizationException
        || failure instanceof UnknownTopicOrPartitionException
        || failure instanceof IllegalArgumentException;
  }
}
