/**
 * The stream: from outcomes to tables and bills.
 *
 * <p>Outcomes are keyed anew by the account that pays, because a free tier is one number for all
 * that the account runs. Whatever depends on it is one sub-topology with one store: {@link
 * dev.skyvane.cost.ledger.Ledger} counts each outcome once in windows, in the account's month and
 * on a tenant's bill, and publishes what changed. What bills are made of goes through a topic of
 * its own, which is read back once it is committed: bills never show what may still be taken back.
 *
 * <p><b>Order.</b> Outcomes of one account count in the order of the repartition topic, and free
 * quantities are taken in that order. <b>Threading.</b> A processor belongs to its stream thread;
 * what tasks share is {@link dev.skyvane.cost.ledger.Specs}, which is thread-safe. <b>Failure.</b>
 * Everything is one Kafka transaction per commit: after a crash outcomes are counted again from the
 * last one, with the state as of then.
 */
@NullMarked
package dev.skyvane.cost.ledger;

import org.jspecify.annotations.NullMarked;
