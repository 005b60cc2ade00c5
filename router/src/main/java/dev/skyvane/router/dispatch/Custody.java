package dev.skyvane.router.dispatch;

import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Request;

/** What a partition does for one of its invocations. Called on the loop. */
public interface Custody {

  /**
   * Whether a router may have been lost while it ran this, so that each attempt has to be marked.
   */
  boolean suspect();

  /** Whether the partition is still this router's, as far as can be told; nothing begins before. */
  boolean sure();

  /**
   * Whether its function has its share of the partition already, so that it has to wait outside of
   * the window.
   */
  boolean crowded(String function);

  /**
   * Writes the terminal record.
   *
   * @param acknowledged run on the loop when Kafka has it
   */
  void answer(Request request, Answer answer, Runnable acknowledged);

  /**
   * Writes the state, which lets the window go on; the run stays here.
   *
   * @param acknowledged run on the loop when Kafka has it
   */
  void mark(Parked state, Runnable acknowledged);

  /** Writes the state and takes over: this run is over, another will be made for the rest. */
  void park(Parked state, Kept kept);

  /** The terminal record was acknowledged and the run is over. */
  void answered();

  /** A retired run gave it up: the partition's next owner runs it again. */
  void dropped();
}
