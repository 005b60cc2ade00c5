/**
 * The service's queries: the newest state, slices of time, the profile of the day, and the worst of
 * all. What is open or not derived yet is summed up when it is asked for. Reading never changes a
 * store; threads are those of {@code dev.skyvane.stream.query}.
 */
@NullMarked
package dev.skyvane.metrics.query;

import org.jspecify.annotations.NullMarked;
