/**
 * The scheduler: from a world view, a function, a vantage, its data and the size asked for to a
 * {@link dev.skyvane.router.schedule.Plan}.
 *
 * <p>Constraints filter, objectives estimate, the policy ranks, the near-optimal set remains;
 * docs/policies.md has each formula with its source.
 *
 * <p><b>Pure.</b> The same input gives the same plan, whatever the order of deployments where the
 * policy is not that order; ties are broken by distance, then by the deployment's id. Who leads a
 * plan may be held by hysteresis, which depends on the plans before. <b>Threading.</b> Anything
 * here may be called from any thread; plans are made when first needed and kept until the world or
 * a price changes. <b>Failure.</b> A function without a candidate gives a plan without one, which
 * says which constraint excluded what; so does a policy that can't be understood.
 */
package dev.skyvane.router.schedule;
