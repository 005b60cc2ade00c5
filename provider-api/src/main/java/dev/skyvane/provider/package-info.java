/**
 * What an adapter of a provider is given and answers.
 *
 * <p><b>Threading.</b> {@link dev.skyvane.provider.FunctionProvider#call} is called on event loops:
 * it never blocks, and completes its future on whatever thread suits it. <b>Failure.</b> How a call
 * ended is data ({@link dev.skyvane.provider.CallResult}); a future that completes with an
 * exception is an adapter's defect and is treated as unavailable. <b>Ordering.</b> None: calls are
 * independent.
 *
 * <p>{@link dev.skyvane.provider.ReferenceSecrets} is how services resolve references to secrets.
 *
 * <p>An adapter's test inherits {@code FunctionProviderContract} from this module's test-jar and
 * gives it the adapter and a {@code ContractPeer}, which speaks the provider's protocol on
 * loopback; the contract then holds the adapter to what is promised here.
 */
package dev.skyvane.provider;
