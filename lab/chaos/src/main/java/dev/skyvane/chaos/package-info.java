/**
 * Puts routers through what production does, and checks from outside what is promised.
 *
 * <p>A {@link dev.skyvane.chaos.ChaosSite} is topics, emulated providers and routers in JVMs of
 * their own on a {@link dev.skyvane.chaos.ChaosCluster} of three brokers; a {@link
 * dev.skyvane.chaos.Fault} strikes it and heals; its {@link dev.skyvane.chaos.Watch} holds every
 * guarantee. The suite and {@code skyvane bench chaos} both use it.
 *
 * <p><b>Processes.</b> Brokers and routers are children; providers, registry, load and watch live
 * in this JVM. A child ends with its parent, however that ends. <b>Threading.</b> A site is driven
 * by one thread. <b>Failure.</b> A broken guarantee, or a part that does not come back in time, is
 * an {@link java.lang.AssertionError} that names the seed.
 */
@NullMarked
package dev.skyvane.chaos;

import org.jspecify.annotations.NullMarked;
