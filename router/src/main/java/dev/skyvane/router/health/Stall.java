package dev.skyvane.router.health;

import java.time.Duration;

/**
 * A partition that has work and does not get on.
 *
 * @param partition as in {@code skyvane.invocations-3}
 * @param lasts since it last got on
 * @param reason what it waits for now
 * @param ours whether that is something the router depends on
 */
public record Stall(String partition, Duration lasts, String reason, boolean ours) {

  /** The stall in words. */
  public String text() {
    return "partition "
        + partition
        + " has not got on for "
        + lasts.toSeconds()
        + " s though it has work: "
        + reason;
  }
}
