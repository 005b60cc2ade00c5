/**
 * Calls functions over plain HTTP: Knative services, containers, anything that answers a request,
 * as {@link dev.skyvane.router.provider.web} says.
 *
 * <p><b>Authentication.</b> {@code auth: bearer:REFERENCE}, {@code basic:REFERENCE} (the secret is
 * {@code user:password}) or {@code header:FIELD:REFERENCE}; without a reference, the credentials of
 * the caller's tenant or of the region. The secret is read at each call.
 *
 * <p><b>Answer.</b> With {@code x-function-error} it is the function's own. Metering is taken from
 * {@code x-duration-seconds}, {@code x-billed-ms}, {@code x-cold-start}, {@code x-memory-used-mb}
 * and {@code x-init-seconds}, where the answer has them.
 *
 * <p><b>Threading, failure.</b> As in {@link dev.skyvane.router.provider.web}. <b>Settings.</b>
 * {@link dev.skyvane.router.provider.net.ConnectionSettings} below {@code provider.http.}.
 */
@NullMarked
package dev.skyvane.router.provider.http;

import org.jspecify.annotations.NullMarked;
