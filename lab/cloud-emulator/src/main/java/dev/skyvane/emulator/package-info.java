/**
 * Emulated cloud regions for the demo, the tests and the rigs: AWS Lambda's Invoke API and plain
 * HTTP functions on ports of 127.0.0.1, with network delay by caller, cold starts, concurrency
 * limits, a meter and faults to switch on. Functions really compute ({@link
 * dev.skyvane.emulator.SampleFunction}); the time they take is modelled.
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
 * <p>Not emulated: signatures are accepted and not verified; asynchronous invocations run once,
 * with no retries and no dead letters; reserved concurrency does not lower what is left for others.
 */
@NullMarked
package dev.skyvane.emulator;

import org.jspecify.annotations.NullMarked;
