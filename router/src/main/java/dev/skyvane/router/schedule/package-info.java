/**
 * The scheduler: from a world view, a function and a vantage to a {@link
 * dev.skyvane.router.schedule.Plan}.
 *
 * <p>Constraints filter, objectives estimate, the policy ranks, the near-optimal set remains.
 *
 * <p><b>Pure.</b> The same input gives the same plan; ties are broken by distance, then by the
 * deployment's id. <b>Threading.</b> Anything here may be called from any thread; plans are made
 * when first needed and kept until the world changes. <b>Failure.</b> A function without a
 * candidate gives a plan without one, which says which constraint excluded what.
 */
package dev.skyvane.router.schedule;
