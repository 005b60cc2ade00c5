package dev.skyvane.catalog.price;

import dev.skyvane.catalog.data.DataFile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Sizes that products offer, and the processors that come with them. Immutable.
 *
 * <p>Sources: AWS Lambda Developer Guide (memory of 128 to 10,240 MB, one vCPU for 1,769 MB); Cloud
 * Run functions, "Configure memory" (the table of tiers); firebase-tools (GHz of 1st gen); Azure
 * Functions (an instance of the Consumption plan has one processor and up to 1,536 MB).
 */
public final class Sizes {

  /** Processors where nothing is known of a product. */
  private static final double UNKNOWN_VCPU = 1;

  private static final String GHZ_OF = "gcp-functions-1st-gen";

  private final Map<String, List<Offer>> offers;

  private Sizes(Map<String, List<Offer>> offers) {
    this.offers = offers;
  }

  static Sizes read(DataFile file) {
    var offers = new LinkedHashMap<String, List<Offer>>();
    for (DataFile.Row row : file.rows()) {
      int least = row.integer("memory_mb");
      offers
          .computeIfAbsent(row.text("product"), _ -> new ArrayList<>())
          .add(
              new Offer(
                  least,
                  row.optional("max_mb").isPresent() ? row.integer("max_mb") : least,
                  row.optional("step_mb").isPresent() ? row.integer("step_mb") : 1,
                  row.optionalNumber("mb_per_vcpu").orElse(null),
                  row.optionalNumber("vcpu").orElse(null),
                  row.optionalDecimal("ghz").orElse(null)));
    }
    return new Sizes(offers);
  }

  /**
   * A deployment's size, with the processors that the product gives to its memory: those of the
   * next size where it is between two, and one vCPU where nothing is known of the product. Above
   * the largest size it has the vCPU of that, and no known GHz.
   *
   * @param product id of the product
   * @param memoryMb configured memory, in MB
   * @param declaredVcpu what the deployment itself says, which goes before; null: nothing
   * @throws IllegalArgumentException if the memory is not positive
   */
  public Size size(String product, int memoryMb, @Nullable Double declaredVcpu) {
    Offer offer = offerFor(product, memoryMb);
    double vcpu =
        declaredVcpu != null ? declaredVcpu : offer == null ? UNKNOWN_VCPU : offer.vcpu(memoryMb);
    return new Size(memoryMb, vcpu, offer == null || memoryMb > offer.mostMb ? null : offer.ghz);
  }

  /**
   * A size with the GHz that Cloud Functions (1st gen) gives to its memory, for price lists of
   * regions of one's own that charge them.
   */
  public Size withGhz(Size size) {
    return new Size(size.memoryMb(), size.vcpu(), size(GHZ_OF, size.memoryMb(), size.vcpu()).ghz());
  }

  /** Whether a product can be had with this memory; true where nothing is known of it. */
  public boolean offers(String product, int memoryMb) {
    var atLeast = atLeast(product, memoryMb);
    return offers.containsKey(product)
        ? atLeast.isPresent() && atLeast.getAsInt() == memoryMb
        : memoryMb > 0;
  }

  /**
   * The smallest memory, in MB, of a product that is no less than what is asked for; empty where it
   * has none, or where nothing is known of it.
   */
  public OptionalInt atLeast(String product, int memoryMb) {
    for (Offer offer : offers.getOrDefault(product, List.of())) {
      if (memoryMb <= offer.mostMb) {
        int above = Math.max(0, memoryMb - offer.leastMb);
        return OptionalInt.of(offer.leastMb + Math.ceilDiv(above, offer.stepMb) * offer.stepMb);
      }
    }
    return OptionalInt.empty();
  }

  private @Nullable Offer offerFor(String product, int memoryMb) {
    List<Offer> all = offers.get(product);
    if (all == null) {
      return null;
    }
    for (Offer offer : all) {
      if (memoryMb <= offer.mostMb) {
        return offer;
      }
    }
    return all.getLast();
  }

  private record Offer(
      int leastMb,
      int mostMb,
      int stepMb,
      @Nullable Double mbPerVcpu,
      @Nullable Double vcpu,
      @Nullable BigDecimal ghz) {

    double vcpu(int memoryMb) {
      return mbPerVcpu != null ? memoryMb / mbPerVcpu : vcpu != null ? vcpu : UNKNOWN_VCPU;
    }
  }
}
