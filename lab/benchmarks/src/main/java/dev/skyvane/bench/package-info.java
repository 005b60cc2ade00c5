/**
 * Benchmarks for {@code skyvane bench}, which finds them by {@link java.util.ServiceLoader}.
 *
 * <p>A {@code *Benchmark} says what is run and what it should cost; a {@code *Measurement} is what
 * JMH runs. Each case is measured in JVMs of its own, started with the flags of the command, so
 * that what one case teaches the compiler does not help or hurt another.
 *
 * <p><b>Same input.</b> Worlds, loads and vantages come from the seed and the catalog alone.
 * <b>Threading.</b> A benchmark runs on the caller's thread; JMH allows one run per machine at a
 * time, as two would measure each other. <b>Failure.</b> A measurement that throws ends the run
 * with what its JVM said last; a missed goal is a figure.
 */
@NullMarked
package dev.skyvane.bench;

import org.jspecify.annotations.NullMarked;
