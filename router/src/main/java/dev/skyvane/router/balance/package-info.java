/**
 * The controller: takes one deployment from a plan for one attempt.
 *
 * <p><b>Threading.</b> Called on event loops, per attempt; it allocates nothing and takes no lock.
 * <b>Promise.</b> A pick holds a place within its region's limit. It is a deployment not yet tried
 * while there is one that is not ejected: one that was tried and is live goes before one that fails
 * for everybody. An ejected deployment is picked only where nothing else is left, or to keep the
 * floor of live ones, and then by few calls. <b>Failure.</b> Where every candidate that may be used
 * is at its limit there is no pick.
 */
package dev.skyvane.router.balance;
