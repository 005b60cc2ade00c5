/**
 * Work for a system under test, and the reading of what comes of it.
 *
 * <p>{@link dev.skyvane.testkit.load.Load} publishes at a given rate whatever the system does
 * meanwhile; {@link dev.skyvane.testkit.load.TerminalReader} reads the replies and dead letters.
 * Both tell {@link dev.skyvane.testkit.guarantee.Guarantees}.
 *
 * <p><b>Threading.</b> Each has a thread of its own, and methods for any other. <b>Failure.</b> A
 * record that Kafka does not take, or that can't be read, fails the test that waits for them.
 */
package dev.skyvane.testkit.load;
