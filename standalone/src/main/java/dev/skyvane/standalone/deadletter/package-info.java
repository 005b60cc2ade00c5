/**
 * Dead letters: finding them in their topic, telling what they were made of, and publishing that
 * again.
 *
 * <p><b>Threading.</b> Each object is used by one thread at a time. <b>Ordering.</b> A replayed
 * record goes to the partition that it came from, acknowledged before the next one is sent.
 * <b>Failure.</b> A dead letter that can't be replayed is a {@link
 * dev.skyvane.standalone.deadletter.Prepared.Refused} with its reason; what can't be reached is an
 * {@link dev.skyvane.standalone.cluster.UnreachableException}. Reading joins no group and commits
 * nothing.
 */
package dev.skyvane.standalone.deadletter;
