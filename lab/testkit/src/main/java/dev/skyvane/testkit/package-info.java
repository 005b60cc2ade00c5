/**
 * What tests against real brokers and foreign peers need: clusters of three kinds behind one
 * interface, child JVMs that can be killed, frozen and thawed, peers that are required or skipped
 * with a reason, and seeded randomness.
 *
 * <p><b>Threading.</b> Clusters and child JVMs may be used from any thread; their methods take
 * turns and block until done.
 *
 * <p><b>Failure.</b> What can't be started throws with the cause and the process' last output.
 * Every process and container that was started ends at the latest with the JVM that started it.
 *
 * <p>No room of the product depends on this one but for its tests.
 */
package dev.skyvane.testkit;
