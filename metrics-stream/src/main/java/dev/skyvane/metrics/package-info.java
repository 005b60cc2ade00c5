/**
 * The metrics stream: keeps latency, errors and cold starts of every region and deployment as seen
 * from each vantage, publishes the newest state to {@code skyvane.latency} and answers queries.
 *
 * <p>Instances share the work by partition and may be started and stopped at any time; see {@link
 * dev.skyvane.metrics.table} for what is counted how, {@link dev.skyvane.metrics.slice} for what a
 * latency is, and {@link dev.skyvane.metrics.query} for the queries. Failure is as in {@link
 * dev.skyvane.stream}.
 */
@NullMarked
package dev.skyvane.metrics;

import org.jspecify.annotations.NullMarked;
