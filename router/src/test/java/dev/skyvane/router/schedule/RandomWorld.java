package dev.skyvane.router.schedule;

import dev.skyvane.catalog.Coordinates;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DataWithin;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A function, its deployments and an invocation, drawn at random: with unknown facts, values of 0
 * and ties.
 */
record RandomWorld(FunctionView function, @Nullable Vantage vantage, Data data, Need need) {
  static final List<String> COUNTRIES = List.of("SE", "DE", "FR", "US");
  static final List<String> PROVIDERS = List.of("aws", "gcp", "azure");
  private static final List<String> OBJECTIVES = List.of("distance", "latency", "cost", "carbon");

  static RandomWorld of(Random random) {
    return new Draw(random).world();
  }

  /** The same with other deployments. */
  RandomWorld with(FunctionView other) {
    return new RandomWorld(other, vantage, data, need);
  }

  private record Draw(Random random) {
    RandomWorld world() {
      var spec = Sketch.spec(policy()).setConstraints(constraints()).build();
      int count = 1 + random.nextInt(24);
      var places = new ArrayList<Sketch>();
      for (int i = 0; i < count; i++) {
        places.add(place(i));
      }
      var vantage =
          random.nextInt(5) == 0
              ? null
              : new Vantage(
                  "v", new Coordinates(random.nextInt(120) - 60, random.nextInt(300) - 150));
      return new RandomWorld(
          Sketch.function(spec, new Loads(), places), vantage, data(places), need());
    }

    /** Of the sizes that there are, between them and beyond all of them. */
    private Need need() {
      return switch (random.nextInt(12)) {
        case 0 -> new Need(random.nextInt(20) * 128, 0);
        case 1 -> new Need(0, random.nextInt(11) / 2.0);
        case 2 -> new Need(random.nextInt(10) * 128, random.nextInt(6) / 2.0);
        default -> Need.NONE;
      };
    }

    private Data data(List<Sketch> places) {
      long payload = random.nextInt(3) == 0 ? Data.roundedUp(random.nextInt(8 << 20)) : 0;
      return random.nextInt(3) == 0
          ? new Data(
              payload,
              one(places).region(),
              Data.roundedUp(random.nextLong(100L << random.nextInt(24))))
          : new Data(payload, null, 0);
    }

    private Sketch place(int i) {
      var place =
          Sketch.of("d" + i)
              .region(one(PROVIDERS) + ":d" + i)
              .memory(128 << random.nextInt(5))
              .vcpu(random.nextInt(8) == 0 ? Double.NaN : 1 + random.nextInt(4))
              .limit(1 + random.nextInt(3))
              .architecture(random.nextBoolean() ? "arm64" : "x86_64");
      mostly(() -> place.at(random.nextInt(12) * 10 - 60, random.nextInt(30) * 10 - 150));
      mostly(() -> place.usd(one(List.of(0.0, 1e-6, random.nextDouble() * 3e-6))));
      mostly(() -> place.grams(one(List.of(0.0, 0.25, random.nextDouble()))));
      mostly(() -> place.country(one(COUNTRIES)));
      mostly(() -> place.isolation(one(List.of("container", "gvisor", "firecracker"))));
      sometimes(() -> place.accelerator(one(List.of("nvidia-l4", "nvidia-t4"))));
      mostly(() -> place.label("tier", random.nextBoolean() ? "gold" : "silver"));
      if (random.nextInt(12) == 0) {
        place.defect("broken");
      }
      return place;
    }

    private Policy.Builder policy() {
      var kind =
          one(
              List.of(
                  PolicyKind.SINGLE,
                  PolicyKind.ROUND_ROBIN,
                  PolicyKind.MINIMIZE,
                  PolicyKind.MINIMIZE,
                  PolicyKind.MINIMIZE,
                  PolicyKind.MINIMIZE_USD));
      var objectives = kind == PolicyKind.MINIMIZE_USD ? List.of("latency", "carbon") : OBJECTIVES;
      var weights = new HashMap<String, Double>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        weights.put(one(objectives), one(List.of(0.0, 1e-3, 1.0, 0.1 + random.nextInt(10))));
      }
      var within = new HashMap<String, Budget>();
      sometimes(
          () -> {
            for (int i = 0; i <= random.nextInt(3); i++) {
              within.put(
                  one(OBJECTIVES), new Budget(random.nextDouble() * 2, random.nextBoolean()));
            }
          });
      return Policy.newBuilder()
          .setKind(kind)
          .setWeights(weights)
          .setWithin(within)
          .setTolerance(random.nextInt(3) == 0 ? 0 : random.nextDouble() / 2)
          .setAtLeast(random.nextInt(5))
          .setSpread(one(List.of(Spread.values())));
    }

    private Constraints constraints() {
      var rules = Constraints.newBuilder().build();
      rarely(rules, r -> r.setCountries(List.of(one(COUNTRIES), one(COUNTRIES))));
      rarely(rules, r -> r.setExcludeCountries(List.of(one(COUNTRIES))));
      rarely(rules, r -> r.setProviders(List.of(one(PROVIDERS), one(PROVIDERS))));
      rarely(rules, r -> r.setExcludeProviders(List.of(one(PROVIDERS))));
      rarely(rules, r -> r.setRegions(List.of("aws:d0", "gcp:d1", "azure:d2", "aws:d3")));
      rarely(rules, r -> r.setExcludeRegions(List.of(one(PROVIDERS) + ":d0", "aws:d1")));
      rarely(rules, r -> r.setArchitectures(List.of("arm64")));
      rarely(rules, r -> r.setAccelerators(List.of("nvidia-l4")));
      rarely(rules, r -> r.setIsolation(List.of("gvisor", "firecracker")));
      rarely(rules, r -> r.setLabels(Map.of("tier", "gold")));
      rarely(rules, r -> r.setMinMemoryMb(512));
      rarely(rules, r -> r.setMinVcpu(2.0));
      rarely(rules, r -> r.setDataWithin(one(List.of(DataWithin.values()))));
      rarely(rules, r -> r.setMaxUsdPerMillion("1.5"));
      return rules;
    }

    private void rarely(Constraints rules, Consumer<Constraints> rule) {
      if (random.nextInt(8) == 0) {
        rule.accept(rules);
      }
    }

    private void sometimes(Runnable fact) {
      if (random.nextInt(3) == 0) {
        fact.run();
      }
    }

    private void mostly(Runnable fact) {
      if (random.nextInt(6) > 0) {
        fact.run();
      }
    }

    private <T> T one(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }
}
