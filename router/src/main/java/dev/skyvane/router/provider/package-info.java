/**
 * The router's adapters, by the name of their provider.
 *
 * <p>One package per provider below this one: {@code aws} (the Lambda API), {@code gcp} (Cloud Run
 * and Cloud Functions), {@code azure} (Azure Functions), {@code openfaas} and {@code http} (any
 * HTTP or Knative endpoint). {@code net} holds what all share, {@code web} what those share that
 * are called over HTTP; neither knows a provider. To add one, write its package and name it in
 * {@link dev.skyvane.router.provider.Providers#builtIn}. An adapter outside of this project is
 * found by {@link java.util.ServiceLoader} through {@link dev.skyvane.provider.ProviderFactory}; it
 * may not take the name of one that is built in. Either kind inherits {@code
 * FunctionProviderContract} in its tests.
 *
 * <p><b>Settings.</b> {@code provider.NAME.*} go to the adapter NAME without that prefix. {@code
 * secrets.dir} and {@code secrets.env.allow} bound what {@link
 * dev.skyvane.provider.ReferenceSecrets} resolves; both are empty by default, and then no reference
 * resolves.
 *
 * <p><b>Threading.</b> Everything here is made once, at start, and shared by all event loops.
 * <b>Failure.</b> Wrong settings end the start with a message that names the key.
 */
package dev.skyvane.router.provider;
