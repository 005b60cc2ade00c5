/**
 * HTTP in: calls of functions as OpenFaaS takes them, and CloudEvents.
 *
 * <p>A call is published to the invocations topic like any producer's, and waits for its reply on
 * one partition of {@code skyvane.gateway-replies}, which this gateway reads without a group: no
 * rebalance and no other gateway's end can lose it. The partition is the same at each start; two
 * gateways may share one, and each skips replies that are not its own.
 *
 * <p><b>Threading.</b> Each connection is served by one event loop; one thread reads replies, one
 * writes invocations. <b>Order.</b> None between calls. <b>Ends.</b> Each call ends once: with its
 * reply, at its deadline (504), when its caller leaves, or when it can't be written (503). What has
 * been written runs on, whoever waits for it. <b>Bounds.</b> Calls that wait ({@code
 * gateway.max.pending}) and bytes that Kafka does not have yet ({@code gateway.max.bytes}): beyond
 * either a call is told 503 and Retry-After at once. <b>Failure.</b> An error says a code and its
 * meaning; names of deployments and words of providers are told only with {@code
 * gateway.error.details}.
 */
@NullMarked
package dev.skyvane.router.gateway;

import org.jspecify.annotations.NullMarked;
