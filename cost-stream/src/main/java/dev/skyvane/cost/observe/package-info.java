/** Meters of this service: one catalogue. Thread-safe; counting never fails. */
@NullMarked
package dev.skyvane.cost.observe;

import org.jspecify.annotations.NullMarked;
