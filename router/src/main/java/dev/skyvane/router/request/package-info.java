/**
 * From a Kafka record to a {@link dev.skyvane.router.request.Request}: the envelope, ids, reply
 * addresses and deadlines (DELIVERY 1, 2, 4).
 *
 * <p><b>Threading.</b> Decoding may wait for the schema registry, so it never runs on an event loop
 * or on the consumer thread. <b>Failure.</b> What can't be decoded is data ({@link
 * dev.skyvane.router.request.Decoded}), never an exception.
 */
package dev.skyvane.router.request;
