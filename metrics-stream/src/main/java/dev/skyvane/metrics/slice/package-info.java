/**
 * What is kept of outcomes in a span of time. Values only: no threads, no stores, no clock.
 *
 * <p>Quantiles are those of a DDSketch (Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable
 * Quantile Sketch with Relative-Error Guarantees", VLDB 2019) with a relative error of at most 1 %,
 * for latencies within a factor of 5e8 of each other; merging adds no error.
 */
@NullMarked
package dev.skyvane.metrics.slice;

import org.jspecify.annotations.NullMarked;
