package dev.skyvane.router.reply;

import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Request;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes the one terminal record of each invocation. Thread-safe; never waits. */
public interface Terminal {

  /**
   * Answers a request.
   *
   * @param release what the terminal record lets go of
   * @param done called once, on another thread, when the terminal record is acknowledged
   */
  void answer(Request request, Answer answer, Release release, Runnable done);

  /**
   * Puts aside a record that is not an invocation.
   *
   * @param id of the dead letter
   * @param release what the dead letter lets go of
   * @param done called once, on another thread, when the dead letter is acknowledged
   */
  void poison(
      ConsumerRecord<byte[], byte[]> record,
      String id,
      Problem problem,
      Release release,
      Runnable done);
}
