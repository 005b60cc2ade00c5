/**
 * List prices, and exact arithmetic on them.
 *
 * <p>From the price of one run to a month's bill: a {@link dev.skyvane.catalog.price.PriceBook} has
 * a {@link dev.skyvane.catalog.price.PriceList} for a place; {@link
 * dev.skyvane.catalog.price.PriceList#at} makes of it the {@link
 * dev.skyvane.catalog.price.RunPrice} of a deployment, which prices a run on the hot path; {@link
 * dev.skyvane.catalog.price.MonthToDate} says what a run costs beside what the month has used
 * already, and makes the {@link dev.skyvane.catalog.price.Bill}. {@link
 * dev.skyvane.catalog.price.EgressPrices} has price lists of data that leaves a region, {@link
 * dev.skyvane.catalog.price.Sizes} what sizes a product offers.
 *
 * <p><b>Money</b> is an exact {@link java.math.BigDecimal} in USD, never a double, and never
 * rounded. <b>What is unknown</b> is empty, never 0. <b>Threading.</b> Everything is immutable but
 * {@code MonthToDate}, which belongs to one thread. <b>Failure.</b> An argument out of range is an
 * {@link java.lang.IllegalArgumentException}.
 */
@NullMarked
package dev.skyvane.catalog.price;

import org.jspecify.annotations.NullMarked;
