/**
 * What the router knows of the world: functions and regions from the compacted topics over the
 * catalog, as one immutable {@link dev.skyvane.router.table.WorldView}.
 *
 * <p><b>Threading.</b> One thread reads the topics and publishes a new view as a whole; anybody
 * reads the newest. Views are published at most ten times a second. <b>Ready</b> means that every
 * record that was there at the start has been applied. <b>Failure.</b> A record that can't be read
 * is logged and left out; the state of its key before it stays.
 */
package dev.skyvane.router.table;
