/**
 * Whether the router does its work, and what it waits for if it does not: the {@link
 * dev.skyvane.router.health.Watchdog} over the partitions, the {@link
 * dev.skyvane.router.health.WriteAlert} over terminal records, what they add up to ({@link
 * dev.skyvane.router.health.Readiness}) and its answers over HTTP.
 *
 * <p><b>Threading.</b> Anybody may report and ask; nothing here blocks whoever reports. One daemon
 * thread looks at the partitions every second. <b>Failure.</b> Nothing here ends the router; what
 * the watch itself can't do is a reason of its own.
 */
package dev.skyvane.router.health;
