/**
 * The demo: functions all over an emulated world, called by an ordinary Kafka producer from callers
 * all over the world, once per policy; every answer is checked.
 *
 * <p><b>Threading.</b> One thread publishes, one reads replies; they share {@link
 * dev.skyvane.standalone.demo.Traffic} alone. A third shows what goes on, from the stream services'
 * answers, and a fourth starts the carbon source once the first reply is there. <b>Failure.</b> An
 * invocation without an answer, a wrong answer, receipts that do not agree with the clouds' own
 * account, or a bill that is more than 0.1 % from it is a finding, and the demo ends with an error
 * that lists the findings. What can't be shown is in the log alone.
 */
package dev.skyvane.standalone.demo;
