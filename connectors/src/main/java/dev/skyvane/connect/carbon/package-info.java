/**
 * The carbon source: a Kafka Connect source connector that polls one {@link
 * dev.skyvane.connect.carbon.source.CarbonSource} for a list of grid zones.
 *
 * <p>Every reading goes to {@code skyvane.carbon-intensity} and the newest of a zone to {@code
 * skyvane.carbon-latest}, both keyed by the zone. <b>Order.</b> Per zone by the time that readings
 * speak of. <b>Once.</b> What was told is in Connect's source offsets, so a restart repeats nothing
 * that they hold; after a crash a reading may come twice, with the same content. <b>Failure.</b>
 * While a source is down nothing is written: the last reading stays, with the time from which it
 * holds, and the log says its age. There is no other source to fall back to. <b>Threading.</b> One
 * task per connector, as what limits it is the source's rate; Connect calls it from one thread.
 */
@NullMarked
package dev.skyvane.connect.carbon;

import org.jspecify.annotations.NullMarked;
