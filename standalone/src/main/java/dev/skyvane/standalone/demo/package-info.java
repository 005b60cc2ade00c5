/**
 * The demo: functions all over an emulated world, called by an ordinary Kafka producer from callers
 * all over the world, once per policy; every answer is checked.
 *
 * <p><b>Threading.</b> One thread publishes, one reads replies; they share {@link
 * dev.skyvane.standalone.demo.Traffic} alone. <b>Failure.</b> An invocation without an answer, a
 * wrong answer, or an account that does not agree with the clouds' own is a finding, and the demo
 * ends with an error that lists the findings.
 */
package dev.skyvane.standalone.demo;
