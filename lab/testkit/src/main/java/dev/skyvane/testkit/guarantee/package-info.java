/**
 * What Skyvane promises, as objects that watch a run from outside: what was published, what came
 * back, and what the providers were asked to do.
 *
 * <p><b>Use.</b> A {@link dev.skyvane.testkit.guarantee.Guarantees} is told everything while a
 * system is disturbed, and is asked at the end whether all of it holds. Nothing here knows how a
 * router works: the sources are the producer, the topics of the replies and dead letters, and the
 * ledgers of the emulated providers.
 *
 * <p><b>Threading.</b> {@code Guarantees} and {@link dev.skyvane.testkit.guarantee.Losses} may be
 * used from any thread; a single guarantee is used by one thread at a time.
 *
 * <p><b>Failure.</b> What does not hold is an {@link java.lang.AssertionError} that names at most
 * ten of the invocations concerned, and how many there are.
 */
package dev.skyvane.testkit.guarantee;
