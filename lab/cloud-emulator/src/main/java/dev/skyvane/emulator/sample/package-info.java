/**
 * What the sample functions compute: pure functions of their input, in integer arithmetic where the
 * result is compared bit by bit.
 *
 * <p>Threading: stateless, any thread. Failure: {@link
 * dev.skyvane.emulator.sample.FunctionFailedException}, which a region reports as a function error;
 * whatever else is thrown is a bug of the function and is reported the same way.
 */
@NullMarked
package dev.skyvane.emulator.sample;

import org.jspecify.annotations.NullMarked;
