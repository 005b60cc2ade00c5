/**
 * A client of a Confluent-compatible schema registry, on the JDK's HTTP client.
 *
 * <p><b>Threading.</b> {@link dev.skyvane.schemas.registry.RegistryClient} may be used by any
 * thread. Its calls block for at most {@code http.connect.timeout.ms} plus {@code
 * http.read.timeout.ms} per URL, so never call it on an event loop. Concurrent questions for the
 * same thing share one request.
 *
 * <p><b>Failure.</b> Each failure is a {@link dev.skyvane.schemas.registry.RegistryException} whose
 * kind says whether to give up or to come back. A URL that can't be reached is passed over for the
 * next one; a TLS failure is not, because it is a matter of configuration. What the registry has is
 * kept in bounded caches; that it has not is remembered for one second.
 */
@NullMarked
package dev.skyvane.schemas.registry;

import org.jspecify.annotations.NullMarked;
