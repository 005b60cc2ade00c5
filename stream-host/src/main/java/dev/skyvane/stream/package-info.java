/**
 * Runs a Kafka Streams topology as a service: settings, health, meters, dead letters, and queries
 * over HTTP that reach the instance which owns the key.
 *
 * <p>A service implements {@link dev.skyvane.stream.StreamService}: its name, its own settings, its
 * topology, its queries ({@link dev.skyvane.stream.query.Route}). {@link
 * dev.skyvane.stream.StreamHost#start} runs it until closed.
 *
 * <p><b>Freshness.</b> Producers send at once ({@code linger.ms=0}) and a thread polls for at most
 * 25 ms, so that a punctuation by wall clock every 100 ms is held. Stores are read as they are
 * written, through their cache where they have one; with {@code exactly_once_v2} a query may see
 * what is not committed yet.
 *
 * <p><b>Failure.</b> What can't be decoded is a dead letter, written by the stream's own producer
 * before the offset is committed; while the schema registry is down the stream waits. A thread that
 * fails is replaced after a second, counted and logged: its tasks begin again at what was
 * committed. Nothing here ends the process.
 *
 * <p><b>Threading.</b> A host may be used by any thread. Topologies run on Kafka's threads; queries
 * on virtual threads, which may block.
 */
@NullMarked
package dev.skyvane.stream;

import org.jspecify.annotations.NullMarked;
