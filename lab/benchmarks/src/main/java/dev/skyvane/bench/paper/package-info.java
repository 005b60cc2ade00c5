/**
 * Experiments of papers in virtual time: the router's own {@link
 * dev.skyvane.router.table.WorldBuilder}, {@link dev.skyvane.router.schedule.Scheduler} and {@link
 * dev.skyvane.router.schedule.PlanBook} choose, and what the choices cost is summed. No function is
 * called and no time passes, so the same data give the same figures.
 *
 * <p><b>Threading.</b> An experiment is run by one thread. <b>Failure.</b> Data that break a rule
 * end the experiment with an error that names file, line and column.
 */
@NullMarked
package dev.skyvane.bench.paper;

import org.jspecify.annotations.NullMarked;
