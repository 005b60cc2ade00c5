package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.WorldView;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoutingWorldTest {
  private final Catalog catalog = Catalog.load();

  @Test
  void everyDeploymentCanBeChosenByEveryObjective() {
    for (var deployment : world(64).function(RoutingWorld.FUNCTION).orElseThrow().deployments()) {
      assertNull(deployment.defect(), deployment.id());
      assertFalse(Double.isNaN(deployment.expectedUsd()), deployment.id());
      assertFalse(Double.isNaN(deployment.expectedGrams()), deployment.id());
      assertEquals(1000, deployment.region().concurrency(), deployment.id());
    }
  }

  @Test
  void nineteenDeploymentsAreNineteenRegionsAndSixtyFourAreTheirSizes() {
    assertEquals(19, regions(world(19)).size());
    assertEquals(regions(world(19)), regions(world(64)));
    assertEquals(
        64,
        world(64).function(RoutingWorld.FUNCTION).orElseThrow().deployments().stream()
            .map(DeploymentView::id)
            .distinct()
            .count());
    assertThrows(IllegalArgumentException.class, () -> world(77));
  }

  @Test
  void vantagesFollowTheSeed() {
    var first = RoutingWorld.vantages(catalog, 1, 64);

    assertArrayEquals(first, RoutingWorld.vantages(catalog, 1, 64));
    assertFalse(Arrays.equals(first, RoutingWorld.vantages(catalog, 2, 64)));
  }

  private WorldView world(int deployments) {
    var planned = PlannedPolicy.MIX;
    return RoutingWorld.of(catalog, planned.policy(), planned.constraints(), deployments, 1000);
  }

  private static java.util.Set<String> regions(WorldView world) {
    return world.function(RoutingWorld.FUNCTION).orElseThrow().deployments().stream()
        .map(deployment -> deployment.region().id())
        .collect(Collectors.toSet());
  }
}
