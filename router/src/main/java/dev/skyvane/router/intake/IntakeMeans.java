package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Dispatcher;
import dev.skyvane.router.parking.ParkedCodec;
import dev.skyvane.router.parking.Source;
import dev.skyvane.router.request.EnvelopeDecoder;
import dev.skyvane.router.request.InvocationIds;
import java.time.Duration;

/**
 * What the intake hands records to.
 *
 * @param decoder of envelopes
 * @param ids for records without one
 * @param dispatcher of requests
 * @param codec of parked states
 * @param source reads records again
 * @param parking when invocations are parked
 * @param schemaPatience how long a schema may be missing
 */
public record IntakeMeans(
    EnvelopeDecoder decoder,
    InvocationIds ids,
    Dispatcher dispatcher,
    ParkedCodec codec,
    Source source,
    ParkingRules parking,
    Duration schemaPatience) {}
