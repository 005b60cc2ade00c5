/**
 * The catalog's data files: how they are written, read, and who said what is in them.
 *
 * <p><b>Format.</b> Comma-separated text in UTF-8. Lines that begin with {@code #} are comments;
 * three of them say {@code # what:}, {@code # source:} and {@code # licence:}. The first other line
 * names the columns; fields hold no commas, and a blank field is unknown. <b>Threading.</b>
 * Immutable after reading. <b>Failure.</b> A missing or damaged file of the jar is an {@link
 * java.lang.IllegalStateException}; one on disk that can't be read is an {@link
 * java.io.UncheckedIOException}; both name the file, damage also the line and column.
 */
@NullMarked
package dev.skyvane.catalog.data;

import org.jspecify.annotations.NullMarked;
