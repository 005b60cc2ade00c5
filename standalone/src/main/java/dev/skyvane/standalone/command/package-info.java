/**
 * The commands, one class each.
 *
 * <p><b>Threading.</b> A command runs on the main thread. <b>Failure.</b> What a person can mend is
 * a {@link dev.skyvane.standalone.command.CommandFailure} with its exit code; a stack trace is
 * shown only with {@code --debug}.
 */
package dev.skyvane.standalone.command;
