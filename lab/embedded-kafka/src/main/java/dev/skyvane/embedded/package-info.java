/**
 * A Kafka cluster, its schema registry and a Connect worker inside the JVM, for standalone use and
 * for tests.
 *
 * <p><b>Threading.</b> {@link dev.skyvane.embedded.EmbeddedKafka} may be called from any thread;
 * its methods take turns. Starting and stopping block until the broker serves or has ended.
 *
 * <p><b>Durability.</b> A data directory belongs to one cluster and to one process at a time; it is
 * locked while the cluster runs. Records, topics, offsets and the cluster id survive a restart.
 *
 * <p><b>Failure.</b> What keeps a cluster from starting (a taken port, a locked or foreign
 * directory) is an {@link dev.skyvane.embedded.EmbeddedKafkaException} that names the thing and the
 * way out, and leaves nothing running. A node that ends by a fault completes {@link
 * dev.skyvane.embedded.EmbeddedKafka#fault()}; one whose disk fails ends the JVM, as Kafka decides,
 * and so does a Connect worker that can't start. A connector that fails leaves its worker running
 * and shows in {@link dev.skyvane.embedded.EmbeddedConnect#state}.
 *
 * <p><b>Network.</b> Everything listens on 127.0.0.1 and advertises that address.
 */
package dev.skyvane.embedded;
