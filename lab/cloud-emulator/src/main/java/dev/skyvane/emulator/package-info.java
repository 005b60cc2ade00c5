/** Emulated clouds. */
@NullMarked
package dev.skyvane.emulator;

import org.jspecify.annotations.NullMarked;
