package dev.skyvane.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A table in the jar: lines that begin with {@code #} are comments, the first other line names the
 * columns, fields are separated by commas and hold none, a blank field is unknown.
 */
final class DataFile {

  private final String name;
  private final List<String> columns;
  private final List<Row> rows = new ArrayList<>();

  private DataFile(String name, List<String> columns) {
    this.name = name;
    this.columns = columns;
  }

  /**
   * Reads a table that lies beside this class.
   *
   * @throws IllegalStateException if the file is missing or a line has too few or too many fields
   */
  static DataFile read(String name) {
    var stream = DataFile.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IllegalStateException("data file " + name + " is missing in the catalog's jar");
    }
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return parse(name, reader);
    } catch (IOException e) {
      throw new UncheckedIOException("data file " + name + " can't be read", e);
    }
  }

  static DataFile parse(String name, BufferedReader reader) throws IOException {
    DataFile file = null;
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> fields = Arrays.asList(line.split(",", -1));
      if (file == null) {
        file = new DataFile(name, fields);
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

  List<Row> rows() {
    return rows;
  }

  /** One line. */
  final class Row {
    private final int number;
    private final List<String> fields;

    private Row(int number, List<String> fields) {
      this.number = number;
      this.fields = fields;
    }

    String text(String column) {
      return optional(column).orElseThrow(() -> wrong(column, "is blank"));
    }

    Optional<String> optional(String column) {
      int index = columns.indexOf(column);
      if (index < 0) {
        throw new IllegalStateException("data file " + name + " has no column " + column);
      }
      String field = fields.get(index).strip();
      return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    int integer(String column) {
      return decimal(column).intValueExact();
    }

    double number(String column) {
      return decimal(column).doubleValue();
    }

    BigDecimal decimal(String column) {
      String text = text(column);
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        throw wrong(column, "is '" + text + "', not a number");
      }
    }

    private IllegalStateException wrong(String column, String what) {
      return new IllegalStateException(name + ":" + number + " column " + column + " " + what);
    }
  }
}
