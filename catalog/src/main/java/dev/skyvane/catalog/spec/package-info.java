/**
 * What specs say in place of the catalog, read by one piece of code for all who price runs. Pure
 * functions; a value that can't be is refused by {@link IllegalArgumentException}, never guessed.
 */
@NullMarked
package dev.skyvane.catalog.spec;

import org.jspecify.annotations.NullMarked;
