/**
 * Concurrency limits and in-flight counts.
 *
 * <p><b>Threading.</b> Counts are shared by all event loops and changed by compare-and-set.
 * <b>Exact.</b> A {@link dev.skyvane.router.limit.Slot} is taken before a pick is final and given
 * back once, by whatever way the attempt ends.
 */
package dev.skyvane.router.limit;
