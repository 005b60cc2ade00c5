/**
 * What adapters over HTTP share: a bounded pool of connections on Vert.x, the bookkeeping of calls
 * under way, and the rules about addresses. Knows no provider.
 *
 * <p><b>Threading.</b> Nothing here blocks or has threads of its own; connections live on Vert.x's
 * event loops, and everything may be used from any thread. <b>Failure.</b> A call ends exactly
 * once: by its answer, its timeout, its caller's cancel or the adapter's close, whichever is first;
 * in the last three cases its connection is closed, or given back if nothing was sent yet.
 * <b>Ordering.</b> None.
 *
 * <p><b>Trust.</b> TLS peers are checked against the JVM's trust store and their host name; a
 * private authority is added by {@code javax.net.ssl.trustStore}.
 */
package dev.skyvane.router.provider.net;
