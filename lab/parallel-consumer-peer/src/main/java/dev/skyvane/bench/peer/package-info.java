/**
 * Confluent Parallel Consumer with its Vert.x module, doing a router's job: it reads requests,
 * calls the provider over HTTP, writes each result to the reply topic and commits what is answered.
 *
 * <p>It runs in a JVM with a class path of its own and uses nothing of ours; the rig speaks with it
 * by lines on its standard input and output, as with the other contenders. <b>Threading.</b> One
 * thread reads lines; the rest is the library's. <b>Failure.</b> A call that fails, or a reply that
 * can't be written, is left to the library, which tries again; the rig misses the reply then.
 */
@NullMarked
package dev.skyvane.bench.peer;

import org.jspecify.annotations.NullMarked;
