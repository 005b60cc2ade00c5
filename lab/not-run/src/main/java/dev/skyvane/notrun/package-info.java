/**
 * The last step of a build: which tests were not run, and why. A program of one source file that
 * the build runs as it is, so it uses nothing but the JDK.
 *
 * <p><b>Threading.</b> One thread. <b>Failure.</b> A report or class file that can't be read ends
 * the build.
 */
package dev.skyvane.notrun;
