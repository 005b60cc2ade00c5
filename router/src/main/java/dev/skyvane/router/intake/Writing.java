package dev.skyvane.router.intake;

import dev.skyvane.router.reply.Outbox;
import dev.skyvane.router.reply.Terminal;

/**
 * Through what an assignment of a partition writes.
 *
 * @param terminal records
 * @param parked states; in order, and fenced from former owners
 * @param together whether both are one outbox of transactions, which end entries and commit offsets
 *     by themselves
 */
public record Writing(Terminal terminal, Outbox parked, boolean together) {}
