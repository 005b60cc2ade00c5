package dev.skyvane.router.health;

/**
 * How a partition does at one moment.
 *
 * @param partition as in {@code skyvane.invocations-3}
 * @param progress any number that changes whenever the partition gets on
 * @param working whether it has something unfinished
 * @param reason what its oldest unfinished invocation waits for, in words; of no meaning where
 *     nothing is unfinished
 * @param ours whether that is something the router depends on, as Kafka or the registry are; false
 *     where it waits for a function, which says nothing of the router
 */
public record Pulse(String partition, long progress, boolean working, String reason, boolean ours) {

  /** A partition that waits, if at all, for something the router depends on. */
  public Pulse(String partition, long progress, boolean working, String reason) {
    this(partition, progress, working, reason, true);
  }
}
