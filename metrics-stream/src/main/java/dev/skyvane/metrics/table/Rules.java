package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Head;

/**
 * How tables are kept; times in ms.
 *
 * @param grace after a slice's end, until it is sealed
 * @param lateLimit after a slice's end, until its outcomes are dropped; at least the grace
 * @param decay of the means
 * @param emitEvery least time between two emissions of a key, deviations apart
 */
public record Rules(long grace, long lateLimit, Head.Decay decay, long emitEvery) {}
