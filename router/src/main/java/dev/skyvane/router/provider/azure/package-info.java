/**
 * Calls Azure Functions with HTTP triggers, as {@link dev.skyvane.router.provider.web} says.
 *
 * <p><b>Address.</b> The function's URL, {@code https://APP.azurewebsites.net/api/NAME}, without a
 * key: {@code ?code=} is refused, because addresses are no secrets.
 *
 * <p><b>Authentication.</b> {@code auth: function-key:REFERENCE} sends a function's or host's key
 * as {@code x-functions-key}; {@code entra:SCOPE} sends an access token of Entra ID. Without a
 * reference the key is the credentials of the caller's tenant or of the region.
 *
 * <p><b>Credentials</b> for Entra ID are a reference to JSON: an application and its secret, an
 * application and a federated token, or a managed identity ({@link
 * dev.skyvane.router.provider.azure.EntraCredentials}). Without a reference: {@code AZURE_*}
 * variables, the Kubernetes workload's identity, the machine's managed identity, the first that
 * there is. Tokens are shared by all calls of a scope and renewed ahead; the reference is read
 * again at each renewal.
 *
 * <p><b>HTTP client.</b> azure-identity speaks to Entra ID by the JDK's client
 * (azure-core-http-jdk-httpclient): Azure's default brings another Netty than Vert.x's.
 *
 * <p><b>Answer.</b> 404 without a body is an unknown function, with one the function's own. A run
 * that failed and one over its timeout are both 500: the function's error. Azure's load balancer
 * ends a call after 230 s.
 *
 * <p><b>Metering.</b> Azure tells neither duration nor memory nor cold starts to the caller: they
 * are taken from headers or fields that the function itself adds, else estimated from the in-flight
 * time.
 *
 * <p><b>Threading, failure.</b> As in {@link dev.skyvane.router.provider.web}; tokens are fetched
 * on virtual threads. <b>Settings.</b> {@link dev.skyvane.router.provider.net.ConnectionSettings}
 * below {@code provider.azure.}.
 */
@NullMarked
package dev.skyvane.router.provider.azure;

import org.jspecify.annotations.NullMarked;
