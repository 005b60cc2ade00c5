/**
 * What tests of stream services share: a {@link dev.skyvane.stream.rig.Site} to run them on, a
 * {@link dev.skyvane.stream.rig.ServiceProcess} that can be killed, and a {@link
 * dev.skyvane.stream.rig.RollingRestart} under queries. In the room's test-jar; not for production.
 */
package dev.skyvane.stream.rig;
