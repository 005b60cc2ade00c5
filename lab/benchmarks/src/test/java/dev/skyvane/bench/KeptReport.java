package dev.skyvane.bench;

import dev.skyvane.standalone.bench.Figure;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a benchmark finds. */
final class KeptReport implements Report {
  final Map<String, Figure> figures = new LinkedHashMap<>();
  final List<String> notes = new ArrayList<>();

  @Override
  public void figure(Figure figure) {
    figures.put(figure.figure(), figure);
  }

  @Override
  public void note(String text) {
    notes.add(text);
  }

  @Override
  public void progress(String text) {
    // Nobody looks.
  }

  double value(String figure) {
    var found = figures.get(figure);
    if (found == null) {
      throw new AssertionError("no figure '" + figure + "' in " + figures.keySet());
    }
    return found.value();
  }
}
