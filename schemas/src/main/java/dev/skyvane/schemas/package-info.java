/**
 * The shared language: the catalogue of topics, the rules for their names, and who creates and
 * checks them; and where the settings of a process come from. The catalogue is immutable; {@link
 * dev.skyvane.schemas.TopicAdmin} blocks and is used at start, by one thread.
 */
@NullMarked
package dev.skyvane.schemas;

import org.jspecify.annotations.NullMarked;
