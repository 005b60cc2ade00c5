/**
 * Calls functions over plain HTTP: Knative services, containers, anything that answers a POST.
 *
 * <p><b>Address.</b> A deployment's address is an absolute {@code http} or {@code https} URL. Where
 * the region has an endpoint (an emulated cloud), it may also be a path that is resolved against
 * it. Link-local addresses and metadata services are refused, redirects are not followed.
 *
 * <p><b>Request.</b> {@code POST} with the payload as it is, its {@code content-type} ({@code
 * application/octet-stream} if the caller named none), {@code skyvane-invocation-id} (the
 * idempotency key), {@code skyvane-attempt-id}, {@code skyvane-attempt}, {@code traceparent} and
 * the other attributes. {@code skyvane-vantage} goes to a region with an endpoint only.
 *
 * <p><b>Authentication.</b> {@code auth: bearer:env:NAME}, {@code bearer:file:NAME}, {@code
 * basic:env:NAME}, {@code basic:file:NAME}; the secret behind a basic reference is {@code
 * user:password}. The secret is read at each call, away from the event loops.
 *
 * <p><b>Answer.</b> 2xx is the result. 408 and 504 are timed out. Any other 4xx or 5xx with {@code
 * x-function-error} is the function's own error; without it, 401 and 403 are {@code forbidden}, 404
 * {@code unknown-function}, 413 {@code payload-too-large}, 429 throttled, 502, 503 and unknown 5xx
 * (505 and above) unavailable, and every other 4xx and 500, 501 the function's error with its body.
 * {@code Retry-After} is heeded on 429, 502 and 503. Metering is taken from {@code
 * x-duration-seconds}, {@code x-cold-start} and {@code x-memory-used-mb}, where the answer has
 * them.
 *
 * <p><b>Threading.</b> Nothing blocks; results complete on Vert.x event loops. <b>Failure.</b>
 * Nothing is retried here. <b>Settings.</b> {@link
 * dev.skyvane.router.provider.net.ConnectionSettings} below {@code provider.http.}.
 */
package dev.skyvane.router.provider.http;
