/**
 * The emulated world: regions of several providers with sample functions deployed in each, and the
 * specs by which the router finds them.
 *
 * <p>Where a region is, what it costs and which grid feeds it is the catalog's word; only the plain
 * HTTP regions, which no catalog can know, bring their own. <b>Threading.</b> Immutable, but for
 * the emulator itself, which is thread-safe. <b>Failure.</b> A taken port ends the start.
 */
package dev.skyvane.standalone.world;
