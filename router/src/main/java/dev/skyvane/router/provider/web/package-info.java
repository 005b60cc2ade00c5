/**
 * What adapters of providers that are called over HTTP share: one call from the target to the
 * result. A provider adds a {@link dev.skyvane.router.provider.web.WebProtocol}: where its
 * functions are, how a call says who is calling, and what an answer means.
 *
 * <p><b>Address.</b> An absolute {@code http} or {@code https} URL. Where the region has an
 * endpoint (an emulated cloud, a gateway), it may also be a path that is resolved against it.
 * Link-local addresses and metadata services are refused, redirects are not followed.
 *
 * <p><b>Request.</b> By the deployment's {@link dev.skyvane.provider.CallShape}; as a rule {@code
 * POST} with the payload as it is, its {@code content-type} ({@code application/octet-stream} if
 * the caller named none), {@code skyvane-invocation-id} (the idempotency key), {@code
 * skyvane-attempt-id}, {@code skyvane-attempt}, {@code traceparent} and the other attributes.
 * {@code skyvane-vantage} goes to a region with an endpoint only.
 *
 * <p><b>Answer.</b> 2xx is the result, 3xx refused. 408 and 504 are timed out. What is known to be
 * the function's own answer is its error. Of the others 401 and 403 are {@code forbidden}, 404
 * {@code unknown-function}, 413 {@code payload-too-large}, 429 throttled, 502, 503 and from 505 on
 * unavailable; 500 and 501 are unavailable if the provider is known to say it, else the function's
 * error, as is every other 4xx. {@code Retry-After} is heeded where it is told.
 *
 * <p><b>Threading.</b> Nothing blocks; results complete on Vert.x event loops. Secrets are read and
 * tokens are fetched away from them. <b>Failure.</b> Nothing is retried here. <b>Ordering.</b>
 * None. <b>Settings.</b> {@link dev.skyvane.router.provider.net.ConnectionSettings} below {@code
 * provider.NAME.}.
 */
@NullMarked
package dev.skyvane.router.provider.web;

import org.jspecify.annotations.NullMarked;
