/**
 * The router: reads invocations, runs each in the deployment that is best for it, and writes its
 * one terminal record. {@link dev.skyvane.router.Router} wires the rooms together and does nothing
 * else.
 *
 * <p><b>Threading.</b> One thread owns the consumer, one follows the tables, one owns each
 * producer; each partition is served by one Vert.x event loop. <b>Promise.</b> At least once: an
 * invocation's offset is committed only when its terminal record is acknowledged.
 */
package dev.skyvane.router;
