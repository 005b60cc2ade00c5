/**
 * What the router shows of itself: the catalogue of meters, and the registry that Prometheus reads.
 *
 * <p><b>Threading.</b> Meters may be changed from any thread and never block.
 */
package dev.skyvane.router.observe;
