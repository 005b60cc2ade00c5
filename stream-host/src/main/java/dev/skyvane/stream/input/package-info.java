/**
 * Input that can't be read. A registry that does not answer is waited for on the stream's thread,
 * which holds its partitions back: nothing is skipped because of an outage. Bytes that no schema
 * fits become dead letters, sent by the task's own producer: committed with the offset under {@code
 * exactly_once_v2}, acknowledged before it otherwise.
 */
@NullMarked
package dev.skyvane.stream.input;

import org.jspecify.annotations.NullMarked;
