/**
 * Concurrency limits and in-flight counts, outlier ejection, retry budgets.
 *
 * <p><b>Threading.</b> Everything is shared by all event loops and changed by compare-and-set;
 * there are no locks. <b>Exact.</b> A {@link dev.skyvane.router.limit.Slot} is taken before a pick
 * is final and given back once, by whatever way the attempt ends.
 *
 * <p><b>Ejection.</b> A deployment that fails several times in a row is ejected for a ban that
 * doubles from one to the next up to a cap, and begins anew after the deployment was live for as
 * long as that cap. After a ban it is let have 2 calls at a time and one more for each that
 * succeeds; its first call must succeed, or the next ban follows at once; after 32 it is live. What
 * was in flight when a ban began changes nothing any more. That a failing deployment is fast and
 * has few calls in flight does not attract calls to it: it is not asked. Ejection never leaves a
 * function without a deployment: {@link dev.skyvane.router.balance.Picker} keeps a floor. A
 * deployment of the floor is asked by 2 calls at one time and, while its ban lasts, 10 a second,
 * until one succeeds: what waits meanwhile keeps its attempts. A call that hangs holds its place
 * among the 2 until its timeout.
 *
 * <p><b>Forgetting.</b> A load that no world view uses any more takes no call, and is forgotten
 * when it has none in flight, its limit with the last of its loads; so no count is ever lost.
 *
 * <p><b>Shared limits.</b> A {@link dev.skyvane.router.limit.Limit} knows the region's size and how
 * much of it this router may use; {@code router.share} says how much.
 *
 * <p><b>Retry budget.</b> Retries of a function are at most a share of its first attempts, so that
 * an outage is not made worse by the retries it causes. Each router has a budget of its own.
 */
package dev.skyvane.router.limit;
