/**
 * The life of one invocation, from request to terminal record.
 *
 * <p><b>Threading.</b> A {@link dev.skyvane.router.dispatch.Loop} is one event loop; everything
 * about an invocation happens on the loop of its partition, so there are no locks. <b>Order.</b>
 * Invocations of one ordering key of a function that asks for it run one after the other;
 * everything else runs as it comes. <b>Failure.</b> Every way an attempt can end is a {@link
 * dev.skyvane.provider.CallResult}; every way an invocation can end is an {@link
 * dev.skyvane.router.reply.Answer}, and its {@code done} is called only when Kafka has acknowledged
 * the terminal record.
 */
package dev.skyvane.router.dispatch;
