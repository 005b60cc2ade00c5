/**
 * Bills of tenants, made of the items of a month.
 *
 * <p>Exact: a bill's list lines add up to the list costs of the receipts, to the last digit, and
 * the shares of a credit to the credit. <b>Threading.</b> Pure functions. <b>Failure.</b> What is
 * unknown makes the total unknown, and the bill says what and how often.
 */
@NullMarked
package dev.skyvane.cost.bill;

import org.jspecify.annotations.NullMarked;
