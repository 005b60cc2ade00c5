package dev.skyvane.router.schedule;

import dev.skyvane.router.request.Wire;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.router.table.WorldView;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation brings along and what it reads, as far as that decides where it runs. Sizes
 * are rounded up, so that invocations of about one size share a plan.
 *
 * @param payloadBytes size of the payload, in bytes
 * @param source region that holds what the function reads; null where nobody says
 * @param sourceBytes what the function reads there, in bytes
 */
public record Data(long payloadBytes, @Nullable RegionView source, long sourceBytes) {

  /** Attribute of an invocation: id of the region that holds its data. */
  public static final String REGION = Wire.DATA_REGION;

  /** Attribute of an invocation: what it reads there, in bytes. */
  public static final String BYTES = Wire.DATA_BYTES;

  /** Neither brings nor reads anything. */
  public static final Data NONE = new Data(0, null, 0);

  /** Leading bits of a size that are kept: it is rounded up by less than a quarter. */
  private static final int KEPT_BITS = 3;

  /**
   * Data of an invocation: what it says, else what its function says.
   *
   * @param attributes of the invocation
   * @param payloadBytes size of its payload
   * @throws IllegalArgumentException if what it says makes no sense; the message goes on after
   *     "origin"
   */
  public static Data of(
      FunctionView function, Map<String, String> attributes, int payloadBytes, WorldView world) {
    var spec = function.spec().getData();
    var region = attributes.getOrDefault(REGION, spec.getRegion());
    long payload = Transfer.rounds(payloadBytes) == 0 ? 0 : roundedUp(payloadBytes);
    if (region == null) {
      return payload == 0 ? NONE : new Data(payload, null, 0);
    }
    var source = world.regions().get(region);
    if (source == null) {
      throw new IllegalArgumentException(
          "of the data: '" + region + "' is not a known region; write its id, as in aws:eu-west-1");
    }
    var bytes = attributes.get(BYTES);
    return new Data(
        payload, source, roundedUp(bytes == null ? spec.getPerCallBytes() : number(bytes)));
  }

  private static long number(String text) {
    try {
      long bytes = Long.parseLong(text.strip());
      if (bytes >= 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is negative.
    }
    throw new IllegalArgumentException(
        "of the data: " + BYTES + " '" + text + "' must be a whole number of bytes");
  }

  static long roundedUp(long bytes) {
    int dropped = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(bytes) - KEPT_BITS);
    long step = 1L << dropped;
    return bytes > Long.MAX_VALUE - step ? Long.MAX_VALUE : (bytes + step - 1) & -step;
  }
}
