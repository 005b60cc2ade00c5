package dev.skyvane.cost.query;

import dev.skyvane.cost.book.Dimension;
import dev.skyvane.cost.charge.Place;
import dev.skyvane.cost.ledger.Specs;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.stream.query.Globals;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Which account pays for something now, by the specs: in the books of that account its windows are
 * counted. Thread-safe; never waits for the schema registry.
 */
public final class Payers {
  private final Deserializer<FunctionSpec> functions;
  private final Deserializer<RegionSpec> regions;

  /** By readers of specs that fail where they can't read. */
  public Payers(Deserializer<FunctionSpec> functions, Deserializer<RegionSpec> regions) {
    this.functions = functions;
    this.regions = regions;
  }

  /** The one account that pays; empty where it is not known, or there may be several. */
  Optional<String> of(Dimension dimension, String id, Globals globals) {
    return switch (dimension) {
      case REGION -> ofRegion(id, globals);
      case DEPLOYMENT -> region(id, globals).flatMap(region -> ofRegion(region, globals));
      case ACCOUNT -> Optional.of(id);
      case FUNCTION, TENANT -> Optional.empty();
    };
  }

  private Optional<String> ofRegion(String region, Globals globals) {
    try {
      var spec = spec(regions, Specs.REGIONS, region, globals);
      return Optional.of(Place.account(region, spec == null ? null : spec.getAccount()));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  /** Where a deployment is: its function's name stands before the first tilde of its id. */
  private Optional<String> region(String deployment, Globals globals) {
    int tilde = deployment.indexOf('~');
    if (tilde < 0) {
      return Optional.empty();
    }
    try {
      var spec = spec(functions, Specs.FUNCTIONS, deployment.substring(0, tilde), globals);
      return spec == null
          ? Optional.empty()
          : spec.getDeployments().stream()
              .filter(each -> each.getId().equals(deployment))
              .map(Deployment::getRegion)
              .findFirst();
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  private static <T extends SpecificRecord> @Nullable T spec(
      Deserializer<T> deserializer, String store, String key, Globals globals) {
    var stored = globals.<String, byte[]>global(store).get(key);
    return stored == null ? null : deserializer.deserialize("", stored);
  }
}
