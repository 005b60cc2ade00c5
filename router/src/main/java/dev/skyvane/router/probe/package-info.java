/**
 * The router's own calls: they keep the measurements of unused deployments fresh, and find out when
 * one that violates its function's objective has healed, so that no caller has to.
 *
 * <p>{@link dev.skyvane.router.probe.Prober} runs on one event loop. At most one probe of a
 * function begins per second, within its budget of money; a probe keeps to limits, constraints and
 * ejection as every call does. One that fails is an outcome like any other, and nothing is
 * repeated.
 */
@NullMarked
package dev.skyvane.router.probe;

import org.jspecify.annotations.NullMarked;
