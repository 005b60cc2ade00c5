package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is in the columns of a CSV text (RFC 4180) with a header: how many, which sums, exactly. */
public final class CsvSummary {

  private static final CsvMapper CSV =
      CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?");

  private static final class Column {
    private final String name;
    private final Set<String> distinct = new HashSet<>();
    private int empty;
    private int numbers;
    private BigDecimal sum = BigDecimal.ZERO;
    private @Nullable BigDecimal least;
    private @Nullable BigDecimal most;

    Column(String name) {
      this.name = name;
    }

    void add(String field) {
      if (field.isEmpty()) {
        empty++;
        return;
      }
      distinct.add(field);
      if (!NUMBER.matcher(field).matches()) {
        return;
      }
      var number = new BigDecimal(field);
      numbers++;
      sum = sum.add(number);
      least = least == null || number.compareTo(least) < 0 ? number : least;
      most = most == null || number.compareTo(most) > 0 ? number : most;
    }

    ObjectNode summary() {
      var summary = JsonNodeFactory.instance.objectNode();
      summary.put("name", name).put("empty", empty).put("distinct", distinct.size());
      summary.put("numbers", numbers);
      if (least != null && most != null) {
        summary.put("sum", sum.toPlainString());
        summary.put("least", least.toPlainString()).put("most", most.toPlainString());
      }
      return summary;
    }
  }

  private CsvSummary() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var text = Text.of(input, "csv");
    try (MappingIterator<String[]> rows = CSV.readerFor(String[].class).readValues(text)) {
      if (!rows.hasNext()) {
        throw new FunctionFailedException("BadInput", "The CSV has no header.");
      }
      return FunctionOutput.json(FunctionInput.write(summary(rows)));
    } catch (JsonProcessingException e) {
      throw new FunctionFailedException("BadInput", "The text is not CSV.", e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory can't fail", e);
    }
  }

  private static ObjectNode summary(MappingIterator<String[]> rows)
      throws IOException, FunctionFailedException {
    List<Column> columns = Arrays.stream(rows.nextValue()).map(Column::new).toList();
    var count = 0;
    while (rows.hasNextValue()) {
      var row = rows.nextValue();
      count++;
      if (row.length != columns.size()) {
        throw new FunctionFailedException(
            "BadInput",
            "Row %d has %d fields; the header has %d."
                .formatted(count, row.length, columns.size()));
      }
      for (var i = 0; i < row.length; i++) {
        columns.get(i).add(row[i]);
      }
    }
    var answer = JsonNodeFactory.instance.objectNode().put("rows", count);
    var list = answer.putArray("columns");
    columns.forEach(column -> list.add(column.summary()));
    return answer;
  }
}
