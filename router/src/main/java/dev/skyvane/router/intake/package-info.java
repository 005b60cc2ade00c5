/**
 * The consumer: one thread owns it, polls, pauses, commits and rebalances.
 *
 * <p><b>Threading.</b> {@link dev.skyvane.router.intake.Intake} runs on a thread of its own and
 * never waits but in poll; each partition's records belong to one event loop, which decodes them;
 * those whose schema must be asked for are decoded on a virtual thread before, and what comes after
 * them in their partition waits. <b>Order.</b> Requests of a partition reach dispatch in the order
 * of their offsets, except those that wait for a schema. <b>Progress.</b> An offset is committed
 * only when every offset before it has its terminal record acknowledged: at least once.
 * <b>Failure.</b> When a partition is revoked, what is in flight gets a bounded time, then its
 * completions are dropped and the next owner runs it again.
 */
package dev.skyvane.router.intake;
