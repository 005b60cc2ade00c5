/**
 * The one process: an embedded broker, the schema registry and the router, wired together, with its
 * ports, its data directory and the context by which commands find it.
 *
 * <p><b>Threading.</b> Starting and closing happen on one thread; the carbon source may be started
 * later, on any. <b>Ordering.</b> The context is written when everything serves and deleted before
 * anything stops. <b>Failure.</b> A start that fails leaves nothing running; a taken port or
 * directory is named with the way out ({@link dev.skyvane.standalone.process.StartException}).
 */
package dev.skyvane.standalone.process;
