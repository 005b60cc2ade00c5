/**
 * Rigs that measure a whole router: a broker, a registry and a provider that answers at once, the
 * contenders in JVMs of their own, and a load that keeps to its times.
 *
 * <p><b>Processes.</b> Broker, registry, stub provider and load run in the JVM of the command, the
 * same for every contender. Each contender runs in a child JVM with the launcher's flags and the
 * heap of {@code skyvane up}, so that its processor time, allocation and collections are its own. A
 * child ends with its parent, however that ends.
 *
 * <p><b>Threading.</b> A rig is driven by one thread. <b>Failure.</b> A contender that dies, or a
 * request without the right reply, ends the run with an exception that names it: figures of a run
 * that lost something would be worth nothing.
 */
@NullMarked
package dev.skyvane.bench.rig;

import org.jspecify.annotations.NullMarked;
