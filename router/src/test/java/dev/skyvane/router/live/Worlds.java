package dev.skyvane.router.live;

import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.FunctionSpec;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Worlds with one function. */
final class Worlds {
  private Worlds() {}

  static WorldView of(String function, String... deployments) {
    var loads = new Loads();
    var view =
        new FunctionView(
            FunctionSpec.newBuilder().setName(function).build(),
            Stream.of(deployments).map(id -> Sketch.of(id).view(loads)).toList(),
            Set.of());
    return new WorldView(1, Map.of(function, view), Map.of());
  }
}
