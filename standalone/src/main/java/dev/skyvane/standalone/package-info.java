/** The {@code skyvane} command: its entry point and nothing else. */
package dev.skyvane.standalone;
