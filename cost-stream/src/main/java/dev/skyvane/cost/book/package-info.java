/**
 * What the service remembers, in one ordered key-value store of bytes per partition: windows, books
 * of months, items of bills, newest states, and the ids of attempts that were counted.
 *
 * <p><b>Order.</b> Keys are made so that a range of one kind lies together, by time.
 * <b>Threading.</b> A book belongs to the stream thread of its partition; {@code Windows} and
 * {@code Items} also read through a view that queries have. <b>Failure.</b> Everything written is
 * part of the stream's transaction: after a crash all of it is as of the last commit. Values begin
 * with a version, and one that is newer than this program is refused by name.
 */
@NullMarked
package dev.skyvane.cost.book;

import org.jspecify.annotations.NullMarked;
