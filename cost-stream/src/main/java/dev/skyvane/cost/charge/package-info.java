/**
 * What one attempt costs and what carbon it causes: pure functions of its outcome, the catalog, the
 * specs and the readings of grids.
 *
 * <p><b>Money</b> is an exact decimal in USD; what is unknown is empty, never 0. The list cost is
 * the one that the router wrote into the outcome and the receipt, so that bills are the sum of
 * receipts; usage, which credits rest on, is reckoned from the outcome's metering by the catalog's
 * arithmetic. <b>Threading.</b> Everything is immutable. <b>Failure.</b> An outcome whose numbers
 * can't be is charged as unknown, never refused.
 */
@NullMarked
package dev.skyvane.cost.charge;

import org.jspecify.annotations.NullMarked;
