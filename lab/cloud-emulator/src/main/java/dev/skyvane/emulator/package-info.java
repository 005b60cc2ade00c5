/**
 * Emulated cloud regions for the demo, the tests and the rigs: AWS Lambda's Invoke API, Google
 * Cloud Functions and Cloud Run, Azure Functions, an OpenFaaS gateway and plain HTTP functions
 * ({@link dev.skyvane.emulator.CloudService}) on ports of 127.0.0.1, with network delay by caller,
 * cold starts, concurrency limits, a meter and faults to switch on. Functions really compute
 * ({@link dev.skyvane.emulator.SampleFunction}); the time they take is modelled.
 *
 * <p>Threading: the public types are thread-safe. A region lives on one event loop, which alone
 * touches its state; functions compute on a few threads that all regions share; a call that waits
 * holds a timer and no thread.
 *
 * <p>Ordering: calls of one region pass its gateway in the order in which they arrive there, after
 * their network delay. Ledger entries are in the order in which calls end.
 *
 * <p>Failure: what a function throws is a function error for its caller. What a caller does wrong
 * is answered as the provider would, and is in the ledger as rejected. A run is never longer than
 * the reported duration says, but on a loaded machine its caller may hear of it later: the duration
 * is the modelled one, or the real time from the start of the run to its result if that is more.
 *
 * <p>A function may have a back end ({@link dev.skyvane.emulator.FunctionOptions}): its runs queue
 * for it, and what they wait is billed as a real function's waiting is.
 *
 * <p>Callers are asked for what the real services ask for, so that an adapter that forgets it is
 * found out: an ID token for the function at Google, a key at Azure, a password for an OpenFaaS
 * gateway's system ({@link dev.skyvane.emulator.CallerCheck}). Where a service tells its callers
 * nothing of duration, memory and cold starts, as Google and Azure do, the emulated one tells them
 * nothing either; the {@link dev.skyvane.emulator.Ledger} knows.
 *
 * <p>Not emulated: AWS's signatures are accepted and not verified; asynchronous invocations run
 * once, with no retries and no dead letters; reserved concurrency does not lower what is left for
 * others; an instance serves one call at a time, also where Cloud Run, Azure and OpenFaaS let it
 * serve more; Azure's load balancer, which ends calls after 230 s, is not there; nothing is charged
 * for what leaves a region over the network.
 */
@NullMarked
package dev.skyvane.emulator;

import org.jspecify.annotations.NullMarked;
