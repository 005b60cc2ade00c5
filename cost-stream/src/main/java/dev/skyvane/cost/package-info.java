/**
 * The cost stream: from outcomes, prices and carbon readings to live tables of cost and carbon, and
 * to bills.
 *
 * <p>{@link dev.skyvane.cost.CostStream} is the service that a {@link
 * dev.skyvane.stream.StreamHost} runs. It publishes the newest state of each deployment and region
 * in the topics {@code costs} and {@code carbon}, with the marginal price of the next invocation by
 * what the paying account has used this month, and what bills are made of in {@code bills}. Windows
 * are kept by region, deployment, function, tenant and account: 10 s for 1 h, 1 min for 2 days, 1 h
 * for 400 days, billing months for 24 months.
 *
 * <p><b>Order.</b> Outcomes of one account count in the order in which they were passed on to it;
 * of two accounts nothing is promised. <b>Threading and failure.</b> As the host's; always {@code
 * exactly_once_v2}, so that each outcome counts once, however often an instance is killed.
 */
@NullMarked
package dev.skyvane.cost;

import org.jspecify.annotations.NullMarked;
