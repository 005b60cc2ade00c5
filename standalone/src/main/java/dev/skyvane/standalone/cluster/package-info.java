/**
 * What a command does with Kafka and the stream services: the tables of functions and regions,
 * invocations, and queries.
 *
 * <p><b>Threading.</b> Each object is used by one thread at a time. <b>Failure.</b> What cannot be
 * reached within seconds is an {@link dev.skyvane.standalone.cluster.UnreachableException} that
 * names the address and the way out. <b>Ordering.</b> What was written is acknowledged by all
 * replicas when the call returns.
 */
package dev.skyvane.standalone.cluster;
