package dev.skyvane.router.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Target;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.WorldBuilder;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private final List<String> warm = new ArrayList<>();
  private final ArrayDeque<Runnable> handed = new ArrayDeque<>();
  private final FunctionProvider adapter =
      new FunctionProvider() {
        @Override
        public String name() {
          return "aws";
        }

        @Override
        public Optional<String> check(Target target) {
          return target.address().equals("wrong") ? Optional.of("wrong") : Optional.empty();
        }

        @Override
        public void warmUp(Target target) {
          warm.add(target.deployment());
          if (target.address().equals("fails")) {
            throw new IllegalStateException("no client");
          }
        }

        @Override
        public CompletableFuture<CallResult> call(FunctionCall call) {
          throw new AssertionError("a warm-up calls nobody");
        }

        @Override
        public void close() {}
      };
  private final WarmUp warmUp =
      new WarmUp(name -> name.equals("aws") ? Optional.of(adapter) : Optional.empty(), handed::add);

  private WorldView world(String... addresses) {
    var deployments =
        Arrays.stream(addresses)
            .map(
                address ->
                    Deployment.newBuilder()
                        .setId(address)
                        .setRegion("aws:eu-north-1")
                        .setAddress(address)
                        .setMemoryMb(128)
                        .build())
            .toList();
    var spec =
        FunctionSpec.newBuilder().setName("f").setVersion(1).setDeployments(deployments).build();
    return new WorldBuilder(Catalog.load(), _ -> Optional.of(adapter), new Loads())
        .build(Map.of("f", spec), Map.of());
  }

  private void work() {
    while (!handed.isEmpty()) {
      handed.remove().run();
    }
  }

  @Test
  void isDoneWhenEachKnownDeploymentWasAsked() {
    warmUp.begin(world("a", "b"));
    var done = warmUp.done();
    assertEquals(List.of(), warm, "nothing runs on the thread that tells the world");
    assertFalse(done.isDone());
    work();
    assertTrue(done.isDone());
    assertEquals(List.of("a", "b"), warm);
  }

  @Test
  void asksEachOnceAsLongAsItIsThere() {
    warmUp.begin(world("a"));
    warmUp.begin(world("a", "b"));
    warmUp.begin(world("b"));
    warmUp.begin(world("a", "b"));
    work();
    assertEquals(List.of("a", "b", "a"), warm);
  }

  @Test
  void oneThatFailsHoldsUpNobodyAndOneThatCantBeCalledIsLeftOut() {
    warmUp.begin(world("fails", "wrong", "b"));
    work();
    assertEquals(List.of("fails", "b"), warm);
    assertTrue(warmUp.done().isDone());
    assertFalse(warmUp.done().isCompletedExceptionally());
  }
}
