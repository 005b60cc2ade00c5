/**
 * The controller: takes one deployment from a plan for one attempt.
 *
 * <p><b>Threading.</b> Called on event loops, per attempt; it allocates nothing and takes no lock.
 * <b>Promise.</b> A pick holds a place within its region's limit, and is a deployment not yet tried
 * while there is one. <b>Failure.</b> Where every candidate is at its limit there is no pick.
 */
package dev.skyvane.router.balance;
