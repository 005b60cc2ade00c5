package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Dispatcher;
import dev.skyvane.router.reply.Terminal;
import dev.skyvane.router.request.EnvelopeDecoder;
import dev.skyvane.router.request.InvocationIds;
import java.time.Duration;

/**
 * What the intake hands records to.
 *
 * @param decoder of envelopes
 * @param ids for records without one
 * @param dispatcher of requests
 * @param terminal for records that are no requests
 * @param schemaPatience how long a schema may be missing
 */
public record IntakeMeans(
    EnvelopeDecoder decoder,
    InvocationIds ids,
    Dispatcher dispatcher,
    Terminal terminal,
    Duration schemaPatience) {}
