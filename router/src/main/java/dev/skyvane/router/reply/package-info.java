/**
 * Terminal records: replies, dead letters, and the outcomes beside them.
 *
 * <p><b>Threading.</b> Records are handed over from event loops and sent by one thread, because a
 * producer's {@code send} may block; acknowledgements are called back on the producer's thread.
 * <b>Order.</b> None. <b>Failure.</b> Nothing handed over is dropped: a reply that can't be written
 * becomes a dead letter that holds the result, a dead letter that is too large is cut to its first
 * 16 KiB, and what can't be written for now is tried again until it is.
 */
package dev.skyvane.router.reply;
