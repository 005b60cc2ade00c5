/**
 * The emulated world: regions of several providers with sample functions deployed in each, and the
 * specs by which the router finds them.
 *
 * <p>Where a region is, what it costs and which grid feeds it is the catalog's word; only those
 * reached over plain HTTP bring their own: regions of one's own, which no catalog can know, and
 * those of Google, Azure and OpenFaaS, for which the router has no adapter. <b>Threading.</b>
 * Immutable, but for the emulator itself, which is thread-safe. <b>Failure.</b> A taken port ends
 * the start.
 */
package dev.skyvane.standalone.world;
