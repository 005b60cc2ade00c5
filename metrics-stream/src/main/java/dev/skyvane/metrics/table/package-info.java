/**
 * The topology: one table per deployment and vantage, one per region and vantage, by the same code.
 *
 * <p><b>One value is counted, the others are derived.</b> An outcome counts in its slice of 10 s,
 * whose value also holds the ids of its newest 4,096 attempts while it is open, so that an attempt
 * counts once however often it is read. When the slice's end and the grace have passed it is
 * sealed; a minute is the sum of its sealed slices, an hour that of its minutes, the profile of the
 * day that of the kept hours. Each is computed whole whenever a part changes, so doing it again
 * changes nothing.
 *
 * <p><b>Time</b> is append time. Where no outcome comes the time goes on with the clock, by at most
 * a second each second. A deployment's outcome that is later than the grace is dropped and counted;
 * a region's is taken for as long as slices of 10 s are kept, because after an outage one partition
 * of its deployments is read before another, and what was derived is derived again.
 *
 * <p><b>Keys.</b> Tables are partitioned by target (deployment or region) alone, so all vantages of
 * one are in one partition. {@link dev.skyvane.metrics.table.Keys} has the layout of a store.
 *
 * <p><b>Emission.</b> The newest state goes to {@code skyvane.latency}: at once if the last was 100
 * ms ago or more, or if a deviation begins or ends; else as soon as they have passed. A deployment
 * that is in no function any more, and a region without deployments, is taken back within some ten
 * seconds; its slices expire like others.
 *
 * <p><b>Failure.</b> Under {@code at_least_once} what was not committed before a crash is read
 * again and recognised by its ids, except where a slice has been sealed or has seen more than 4,096
 * attempts since. Threads: each task is its own; nothing is shared.
 */
@NullMarked
package dev.skyvane.metrics.table;

import org.jspecify.annotations.NullMarked;
