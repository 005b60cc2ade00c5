package dev.skyvane.catalog.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One table; see the package for its format. */
public final class DataFile {

  private static final String FOLDER = "/dev/skyvane/catalog/";
  private static final Pattern STATEMENT = Pattern.compile("# (what|source|licence): (.+)");

  private final String name;
  private final boolean shipped;
  private final Map<String, String> statements;
  private final List<String> columns;
  private final List<Row> rows = new ArrayList<>();

  private DataFile(
      String name, boolean shipped, Map<String, String> statements, List<String> columns) {
    this.name = name;
    this.shipped = shipped;
    this.statements = Map.copyOf(statements);
    this.columns = columns;
  }

  /**
   * Reads a table of the catalog's jar.
   *
   * @throws IllegalStateException if the file is missing or a line has too few or too many fields
   */
  public static DataFile read(String name) {
    var stream = DataFile.class.getResourceAsStream(FOLDER + name);
    if (stream == null) {
      throw new IllegalStateException("data file " + name + " is missing in the catalog's jar");
    }
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return parse(name, true, reader);
    } catch (IOException e) {
      throw new UncheckedIOException("data file " + name + " can't be read", e);
    }
  }

  /**
   * Reads a table from disk.
   *
   * @throws IllegalStateException if a line has too few or too many fields
   * @throws UncheckedIOException if the file can't be read
   */
  public static DataFile read(Path file) {
    try (var reader = Files.newBufferedReader(file)) {
      return parse(String.valueOf(file.getFileName()), false, reader);
    } catch (IOException e) {
      throw new UncheckedIOException("data file " + file + " can't be read", e);
    }
  }

  /**
   * Reads a table.
   *
   * @param name of the file, for messages
   * @param shipped whether it is part of the jar
   */
  public static DataFile parse(String name, boolean shipped, BufferedReader reader)
      throws IOException {
    DataFile file = null;
    var statements = new HashMap<String, String>();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        var statement = STATEMENT.matcher(line);
        if (file == null && statement.matches()) {
          statements.put(statement.group(1), statement.group(2));
        }
        continue;
      }
      List<String> fields = Arrays.asList(line.split(",", -1));
      if (file == null) {
        file = new DataFile(name, shipped, statements, fields);
      } else if (fields.size() != file.columns.size()) {
        throw new IllegalStateException(
            name + ":" + number + " has " + fields.size() + " fields, not " + file.columns.size());
      } else {
        file.rows.add(file.new Row(number, fields));
      }
    }
    if (file == null) {
      throw new IllegalStateException("data file " + name + " is empty");
    }
    return file;
  }

  /** The lines of data, in order. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** Whether there is a column of this name. */
  public boolean has(String column) {
    return columns.contains(column);
  }

  /**
   * What the file says of itself.
   *
   * @throws IllegalStateException if it does not say what it holds, from where and on which terms
   */
  public DataSet describe() {
    return new DataSet(name, shipped, said("what"), said("source"), said("licence"), rows.size());
  }

  private String said(String what) {
    String text = statements.get(what);
    if (text == null) {
      throw new IllegalStateException(
          "data file " + name + " has no line '# " + what + ": ...' at its head");
    }
    return text;
  }

  /** One line. */
  public final class Row {
    private final int number;
    private final List<String> fields;

    private Row(int number, List<String> fields) {
      this.number = number;
      this.fields = fields;
    }

    /**
     * The field of a column.
     *
     * @throws IllegalStateException if it is blank
     */
    public String text(String column) {
      return optional(column).orElseThrow(() -> wrong(column, "is blank"));
    }

    /** The field of a column; empty where it is blank, which is unknown. */
    public Optional<String> optional(String column) {
      int index = columns.indexOf(column);
      if (index < 0) {
        throw new IllegalStateException("data file " + name + " has no column " + column);
      }
      String field = fields.get(index).strip();
      return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    /** The field of a column as a whole number. */
    public int integer(String column) {
      try {
        return decimal(column).intValueExact();
      } catch (ArithmeticException e) {
        throw wrong(column, "is '" + text(column) + "', not a whole number");
      }
    }

    /** The field of a column as a double. */
    public double number(String column) {
      return decimal(column).doubleValue();
    }

    /** The field of a column as a double; empty where it is blank. */
    public Optional<Double> optionalNumber(String column) {
      return optional(column).map(_ -> number(column));
    }

    /** The field of a column, exact. */
    public BigDecimal decimal(String column) {
      String text = text(column);
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        throw wrong(column, "is '" + text + "', not a number");
      }
    }

    /** The field of a column, exact; empty where it is blank. */
    public Optional<BigDecimal> optionalDecimal(String column) {
      return optional(column).map(_ -> decimal(column));
    }

    /** An error that names file, line and column. */
    public IllegalStateException wrong(String column, String what) {
      return new IllegalStateException(name + ":" + number + " column " + column + " " + what);
    }
  }
}
