/**
 * What people see: aligned tables and progress.
 *
 * <p><b>Threading.</b> Tables are confined to one thread; {@link
 * dev.skyvane.standalone.terminal.Progress} may be used by several. <b>Failure.</b> Nothing here
 * fails; a terminal that is gone loses its output.
 */
package dev.skyvane.standalone.terminal;
