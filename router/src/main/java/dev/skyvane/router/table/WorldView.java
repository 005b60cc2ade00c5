package dev.skyvane.router.table;

import java.util.Map;
import java.util.Optional;

/**
 * Everything that decisions rest on, at one moment. Immutable.
 *
 * @param version grows with each view
 * @param functions by name
 * @param regions by id, the catalog's included
 */
public record WorldView(
    long version, Map<String, FunctionView> functions, Map<String, RegionView> regions) {

  /** The function of a name. */
  public Optional<FunctionView> function(String name) {
    return Optional.ofNullable(functions.get(name));
  }
}
