package dev.skyvane.router.intake;

/**
 * When invocations leave their partition's window.
 *
 * @param longCallMs age at which an invocation leaves it in any case, in ms
 * @param sharePercent most of a window that a function may have while others are there, in percent
 * @param mostEntries most parked invocations of a partition; where it is reached, the partition is
 *     paused
 */
public record ParkingRules(long longCallMs, int sharePercent, int mostEntries) {}
