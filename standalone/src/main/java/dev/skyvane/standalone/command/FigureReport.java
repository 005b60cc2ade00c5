package dev.skyvane.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.standalone.bench.Figure;
import dev.skyvane.standalone.bench.Report;
import dev.skyvane.standalone.terminal.Progress;
import dev.skyvane.standalone.terminal.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Figures for people as a table at the end, for programs as lines at once. Thread-safe. */
final class FigureReport implements Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter out;
  private final Progress progress;
  private final boolean json;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private FigureReport(PrintWriter out, Progress progress, boolean json) {
    this.out = out;
    this.progress = progress;
    this.json = json;
  }

  static FigureReport table(PrintWriter out, Progress progress) {
    return new FigureReport(out, progress, false);
  }

  static FigureReport json(PrintWriter out, Progress progress) {
    return new FigureReport(out, progress, true);
  }

  @Override
  public synchronized void figure(Figure figure) {
    if (json) {
      progress.erase();
      out.println(line(figure));
      out.flush();
    } else {
      figures.add(figure);
    }
  }

  @Override
  public synchronized void note(String text) {
    if (json) {
      progress.line(text);
    } else {
      notes.add(text);
    }
  }

  @Override
  public synchronized void progress(String text) {
    progress.now(text);
  }

  /** Shows the table. */
  synchronized void end() {
    progress.erase();
    if (json) {
      return;
    }
    var table = Table.of("FIGURE", ">VALUE", "UNIT", "GOAL", "PAPER");
    for (var figure : figures) {
      table.row(
          figure.figure(),
          number(figure.value()),
          figure.unit(),
          figure.goal() == null ? "" : figure.goal(),
          figure.paper() == null ? "" : figure.paper());
    }
    out.print(table.render());
    notes.forEach(out::println);
    out.flush();
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e12) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%,.1f", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String line(Figure figure) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("figure", figure.figure());
    fields.put("value", figure.value());
    fields.put("unit", figure.unit());
    if (figure.goal() != null) {
      fields.put("goal", figure.goal());
    }
    if (figure.paper() != null) {
      fields.put("paper", figure.paper());
    }
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }
}
