package dev.skyvane.standalone.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An aligned table of text. */
public final class Table {
  private static final String GAP = "   ";
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}+");
  private static final String CUT = "…";

  /** The last column keeps so much, however narrow the terminal. */
  private static final int LEAST_OF_LAST = 20;

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** A column: its heading, and whether its values are numbers, which stand to the right. */
  public record Column(String heading, boolean right) {}

  private Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** A table with these headings; one that begins with {@code >} stands to the right. */
  public static Table of(String... headings) {
    var columns = new ArrayList<Column>();
    for (var heading : headings) {
      boolean right = heading.startsWith(">");
      columns.add(new Column(right ? heading.substring(1) : heading, right));
    }
    return new Table(columns);
  }

  /**
   * Adds a row. Control characters become spaces: a cell is one line, and what comes from afar must
   * not steer a terminal.
   *
   * @throws IllegalArgumentException if it has not one cell for each column
   */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + columns.size() + " columns");
    }
    rows.add(Stream.of(cells).map(cell -> CONTROL.matcher(cell).replaceAll(" ")).toList());
    return this;
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, headings first, each ended by a line feed. */
  public String render() {
    return render(Integer.MAX_VALUE);
  }

  /** The lines, with the last column cut so that they fit into a width, in characters. */
  public String render(int width) {
    int last = columns.size() - 1;
    int others = IntStream.range(0, last).map(i -> width(i) + GAP.length()).sum();
    int room = Math.max(LEAST_OF_LAST, width - others);
    var lines = new StringBuilder();
    line(lines, columns.stream().map(Column::heading).toList());
    for (var row : rows) {
      var cells = new ArrayList<>(row);
      cells.set(last, cut(row.get(last), room));
      line(lines, cells);
    }
    return lines.toString();
  }

  private static String cut(String text, int room) {
    return length(text) <= room
        ? text
        : text.substring(0, text.offsetByCodePoints(0, room - 1)) + CUT;
  }

  private void line(StringBuilder lines, List<String> cells) {
    var padded = new ArrayList<String>();
    for (int i = 0; i < cells.size(); i++) {
      padded.add(pad(cells.get(i), width(i), columns.get(i).right()));
    }
    lines.append(padded.stream().collect(Collectors.joining(GAP)).stripTrailing()).append('\n');
  }

  private int width(int column) {
    int widest = length(columns.get(column).heading());
    for (var row : rows) {
      widest = Math.max(widest, length(row.get(column)));
    }
    return widest;
  }

  private static String pad(String text, int width, boolean right) {
    var space = " ".repeat(width - length(text));
    return right ? space + text : text + space;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
