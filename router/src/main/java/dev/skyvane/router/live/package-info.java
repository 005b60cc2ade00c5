/**
 * What was measured lately, as decisions need it.
 *
 * <p>{@link dev.skyvane.router.live.LiveReader} follows the compacted tables of latency and cost on
 * a thread of its own; {@link dev.skyvane.router.live.Measurements} and {@link
 * dev.skyvane.router.live.LivePrices} hold their newest words, {@link
 * dev.skyvane.router.live.Lateness} what this router itself sees of calls that take too long. These
 * three are thread-safe and never wait. They stand beside the view of the world and not in it,
 * because they change many times a second and the world does not. What is old no longer counts;
 * where the tables are silent the router goes on with what it knew, until that is old.
 */
@NullMarked
package dev.skyvane.router.live;

import org.jspecify.annotations.NullMarked;
