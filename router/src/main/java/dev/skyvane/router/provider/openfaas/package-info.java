/**
 * Calls functions of OpenFaaS gateways, synchronously, as {@link dev.skyvane.router.provider.web}
 * says.
 *
 * <p><b>Address.</b> {@code NAME}, {@code NAME.NAMESPACE} or {@code /function/NAME[/PATH]} below
 * the region's endpoint, which is its gateway; or {@code https://GATEWAY/function/NAME[/PATH]}.
 *
 * <p><b>Authentication.</b> None as a rule: a gateway guards {@code /system}, not its functions.
 * Where it guards both, {@code auth: basic:REFERENCE} (the secret is {@code user:password}) or
 * {@code bearer:REFERENCE}; without a reference, the credentials of the caller's tenant or of the
 * region.
 *
 * <p><b>Answer.</b> Where {@code X-Duration-Seconds} stands, a watchdog ran the function: the
 * answer is the function's own and metered. Without it the gateway answered: 404 is an unknown
 * function, 500 unavailable. 429 (over {@code max_inflight}) is throttled, 502 and 503 are
 * unavailable, 504 is timed out. Memory and cold starts are not told.
 *
 * <p><b>Threading, failure.</b> As in {@link dev.skyvane.router.provider.web}. <b>Settings.</b>
 * {@link dev.skyvane.router.provider.net.ConnectionSettings} below {@code provider.openfaas.}.
 */
@NullMarked
package dev.skyvane.router.provider.openfaas;

import org.jspecify.annotations.NullMarked;
