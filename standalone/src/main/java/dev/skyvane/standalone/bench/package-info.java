/**
 * What a benchmark is to the command {@code skyvane bench}.
 *
 * <p>Benchmarks live in a room of their own and are found by {@link java.util.ServiceLoader}, so
 * that the product does not carry them. <b>Threading.</b> A benchmark is run once, on the thread of
 * the command, and may use further threads; {@link dev.skyvane.standalone.bench.Report} is safe to
 * use from all of them. <b>Failure.</b> What a benchmark throws ends the command with an error; a
 * missed goal is a figure, not a failure.
 */
package dev.skyvane.standalone.bench;
