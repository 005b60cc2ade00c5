package dev.skyvane.standalone.demo;

import dev.skyvane.emulator.ReferenceCase;
import dev.skyvane.emulator.ReferenceCases;
import dev.skyvane.standalone.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The inputs whose answers are known, by function. */
final class Workload {
  /** The largest are left out: the demo compares regions, not image sizes. */
  private static final int MAX_BYTES = 200_000;

  private final Map<String, List<ReferenceCase>> cases;

  private Workload(Map<String, List<ReferenceCase>> cases) {
    this.cases = cases;
  }

  /** The committed references for each function of the world. */
  static Workload load() {
    var cases = new TreeMap<String, List<ReferenceCase>>();
    World.FUNCTIONS.forEach(
        (name, body) ->
            cases.put(
                name,
                ReferenceCases.load(body).stream()
                    .filter(each -> each.json().length <= MAX_BYTES)
                    .sorted(Comparator.comparing(ReferenceCase::name))
                    .toList()));
    cases.forEach(
        (name, each) -> {
          if (each.isEmpty()) {
            throw new IllegalStateException("there is no reference input for " + name);
          }
        });
    return new Workload(cases);
  }

  /** Names of the functions, sorted. */
  List<String> functions() {
    return new ArrayList<>(cases.keySet());
  }

  /** An input of a function; any number chooses one. */
  ReferenceCase of(String function, int number) {
    var all = cases.getOrDefault(function, List.of());
    return all.get(Math.floorMod(number, all.size()));
  }

  /** Number of inputs. */
  int size() {
    return cases.values().stream().mapToInt(List::size).sum();
  }
}
