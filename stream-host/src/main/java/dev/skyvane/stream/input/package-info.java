/**
 * Input that can't be read. A registry that does not answer is waited for on the thread that needs
 * it, which holds its partitions back: nothing is skipped because of an outage, and {@code /readyz}
 * and the log say what stands still. A stream's thread gives up after two minutes, is replaced, and
 * begins again at the same record; that of global tables waits on. Bytes that no schema fits become
 * dead letters, sent by the task's own producer: committed with the offset under {@code
 * exactly_once_v2}, acknowledged before it otherwise.
 */
@NullMarked
package dev.skyvane.stream.input;

import org.jspecify.annotations.NullMarked;
