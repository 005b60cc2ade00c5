package dev.skyvane.router.reply;

import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.reply.DeadLetters.Dead;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Reply;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the one terminal record of each invocation. Whoever named a reply topic is answered there,
 * with errors too; a failure that nobody waits for goes to the dead letters. Thread-safe.
 */
public final class TerminalWriter implements Terminal, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TerminalWriter.class);
  private static final Duration RETRY_DELAY = Duration.ofMillis(500);

  private final SendLane lane;
  private final ReplyTopics topics;
  private final ReplyRecords replies;
  private final DeadLetters deadLetters;
  private final RouterMeters meters;

  /**
   * A writer.
   *
   * @param producer idempotent, owned and closed by this writer
   * @param deadLetterTopic whole name
   */
  public TerminalWriter(
      Producer<byte[], byte[]> producer,
      ReplyTopics topics,
      Serializer<Reply> replySerializer,
      Serializer<DeadLetter> deadLetterSerializer,
      String deadLetterTopic,
      RouterMeters meters) {
    this.lane = new SendLane("terminal-writer", producer);
    this.topics = topics;
    this.replies = new ReplyRecords(replySerializer);
    this.deadLetters = new DeadLetters(deadLetterSerializer, deadLetterTopic, Clock.systemUTC());
    this.meters = meters;
  }

  @Override
  public void answer(Request request, Answer answer, Runnable done) {
    if (answer instanceof Answer.Failed failed && !repliable(request)) {
      dead(request, failed.problem(), answer, done);
      return;
    }
    if (!request.reply().named()) {
      lane.submit(producer -> reply(producer, request, answer, done));
      return;
    }
    topics
        .partitions(request.reply().topic())
        .whenComplete(
            (partitions, failure) -> {
              if (failure != null) {
                lookupFailed(request, answer, failure, done);
              } else if (partitions == 0) {
                undeliverable(request, answer, "it does not exist; create it first", done);
              } else if (request.reply().partition() instanceof Integer asked
                  && (asked < 0 || asked >= partitions)) {
                undeliverable(
                    request,
                    answer,
                    "it has no partition %d, only 0 to %d".formatted(asked, partitions - 1),
                    done);
              } else {
                lane.submit(producer -> reply(producer, request, answer, done));
              }
            });
  }

  @Override
  public void poison(
      ConsumerRecord<byte[], byte[]> record, String id, Problem problem, Runnable done) {
    var coordinate = new Coordinate(record.topic(), record.partition(), record.offset());
    submit(new Dead(record, coordinate, id, null, null, problem, List.of(), null), done);
  }

  private boolean repliable(Request request) {
    return request.reply().named() && topics.refused(request.reply().topic()).isEmpty();
  }

  private void reply(
      Producer<byte[], byte[]> producer, Request request, Answer answer, Runnable done) {
    try {
      producer.send(
          replies.build(request, answer),
          (_, failure) -> {
            if (failure == null) {
              meters.replied(status(answer));
              done.run();
            } else {
              replyFailed(request, answer, failure, done);
            }
          });
    } catch (RuntimeException e) {
      replyFailed(request, answer, e, done);
    }
  }

  private void lookupFailed(Request request, Answer answer, Throwable failure, Runnable done) {
    var cause = Objects.requireNonNullElse(failure.getCause(), failure);
    if (permanent(cause)) {
      undeliverable(request, answer, "Kafka does not show it: " + cause.getMessage(), done);
    } else {
      retry("reply-topic-lookup", cause, _ -> answer(request, answer, done));
    }
  }

  private void replyFailed(Request request, Answer answer, Exception failure, Runnable done) {
    if (permanent(failure)) {
      undeliverable(request, answer, "Kafka refused it: " + failure.getMessage(), done);
    } else {
      if (failure instanceof TimeoutException) {
        // A topic that is gone holds the lane up at each try: ask anew whether it is there.
        topics.forget(request.reply().topic());
      }
      retry("reply", failure, _ -> answer(request, answer, done));
    }
  }

  private void undeliverable(Request request, Answer answer, String why, Runnable done) {
    var said =
        answer instanceof Answer.Failed failed
            ? "; it says " + failed.problem().code().text() + ": " + failed.problem().message()
            : "";
    var problem =
        new Problem(
            Code.REPLY_UNDELIVERABLE,
            "the reply to topic '" + request.reply().topic() + "' can't be written: " + why + said);
    dead(request, problem, answer, done);
  }

  private void dead(Request request, Problem problem, Answer answer, Runnable done) {
    ByteBuffer result = answer instanceof Answer.FromFunction f ? f.payload() : null;
    submit(
        new Dead(
            request.record(),
            request.coordinate(),
            request.id(),
            request.function(),
            request.tenant(),
            problem,
            answer.attempts(),
            result),
        done);
  }

  private void submit(Dead dead, Runnable done) {
    lane.submit(producer -> send(producer, dead, false, done));
  }

  private void send(Producer<byte[], byte[]> producer, Dead dead, boolean reduced, Runnable done) {
    try {
      var record = reduced ? deadLetters.reduced(dead) : deadLetters.build(dead);
      producer.send(
          record,
          (_, failure) -> {
            if (failure == null) {
              log.info(
                  "event=dead-letter coordinate={} reason={} message=\"{}\"",
                  dead.coordinate(),
                  dead.problem().code().text(),
                  dead.problem().message());
              meters.deadLettered(dead.problem().code().text());
              done.run();
            } else {
              deadFailed(dead, failure, reduced, done);
            }
          });
    } catch (RuntimeException e) {
      deadFailed(dead, e, reduced, done);
    }
  }

  private void deadFailed(Dead dead, Exception failure, boolean reduced, Runnable done) {
    if (failure instanceof RecordTooLargeException && !reduced) {
      lane.submit(producer -> send(producer, dead, true, done));
    } else {
      retry("dead-letter", failure, producer -> send(producer, dead, reduced, done));
    }
  }

  private void retry(String what, Throwable failure, SendLane.Task task) {
    log.warn("event=terminal-write-delayed what={} reason={}", what, failure.toString());
    meters.terminalWriteDelayed();
    lane.submitLater(task, RETRY_DELAY);
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

  @Override
  public void close() {
    lane.close();
  }
}
