/**
 * What left its partition's window: the table of parked invocations, its log in {@code
 * skyvane.parked}, and the way back to their payloads (DELIVERY 8-12).
 *
 * <p><b>Threading.</b> {@link dev.skyvane.router.parking.ParkedTable} and its entries belong to one
 * event loop; {@link dev.skyvane.router.parking.SourceReader} has a thread of its own; {@link
 * dev.skyvane.router.parking.ParkedLog} is read on whatever thread restores. <b>Order.</b> Entries
 * that wait for their function go first in, first out; those that are due, by time. <b>Memory.</b>
 * At most 100 bytes an entry while nothing was tried. <b>Failure.</b> An entry is written before
 * its invocation leaves the window, and ended after its terminal record is acknowledged: a crash
 * between the two runs it again. An attempt that was running when its router was lost counts as a
 * crash, not as an attempt.
 */
package dev.skyvane.router.parking;
