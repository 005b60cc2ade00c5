package dev.skyvane.bench;

import dev.skyvane.bench.rig.Contender;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Figures of one round in which several contenders were measured. */
final class Compared {
  private Compared() {}

  /** A figure of one contender. */
  static <T> ToDoubleFunction<Map<Contender, T>> of(
      Contender contender, ToDoubleFunction<T> figure) {
    return round -> {
      var shown = round.get(contender);
      if (shown == null) {
        throw new IllegalStateException("the " + contender.text() + " was not measured");
      }
      return figure.applyAsDouble(shown);
    };
  }

  /** A figure of one contender, in parts of another's. */
  static <T> ToDoubleFunction<Map<Contender, T>> ratio(
      Contender one, Contender other, ToDoubleFunction<T> figure) {
    var above = of(one, figure);
    var below = of(other, figure);
    return round -> above.applyAsDouble(round) / below.applyAsDouble(round);
  }
}
