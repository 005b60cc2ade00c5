package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;

/** The product of two matrices of integers. */
public final class MatrixProduct {

  private static final int MAX_SIDE = 1_024;

  /** Most amount of an element, so that no sum overflows. */
  private static final long MAX_ELEMENT = 10_000_000;

  private MatrixProduct() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.requiredObject("a");
    var a = matrix(object.path("a"), "a");
    var b = matrix(object.path("b"), "b");
    if (a[0].length != b.length) {
      throw new FunctionFailedException(
          "BadInput",
          "The matrix a has %d columns and b %d rows; both must be the same."
              .formatted(a[0].length, b.length));
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("rows", a.length).put("columns", b[0].length);
    var product = answer.putArray("product");
    for (var row : a) {
      var sums = new long[b[0].length];
      for (var k = 0; k < row.length; k++) {
        for (var j = 0; j < sums.length; j++) {
          sums[j] += row[k] * b[k][j];
        }
      }
      var list = product.addArray();
      Arrays.stream(sums).forEach(list::add);
    }
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  private static long[][] matrix(JsonNode rows, String name) throws FunctionFailedException {
    var height = rows.size();
    var width = rows.path(0).size();
    if (!rows.isArray() || height < 1 || height > MAX_SIDE || width < 1 || width > MAX_SIDE) {
      throw bad(name);
    }
    var matrix = new long[height][width];
    for (var i = 0; i < height; i++) {
      if (!rows.get(i).isArray() || rows.get(i).size() != width) {
        throw bad(name);
      }
      for (var j = 0; j < width; j++) {
        var element = rows.get(i).get(j);
        if (!element.isIntegralNumber()
            || !element.canConvertToLong()
            || Math.abs(element.longValue()) > MAX_ELEMENT) {
          throw bad(name);
        }
        matrix[i][j] = element.longValue();
      }
    }
    return matrix;
  }

  private static FunctionFailedException bad(String name) {
    return new FunctionFailedException(
        "BadInput",
        "The field '%s' must be 1 to %d rows of as many integers each, none beyond %d."
            .formatted(name, MAX_SIDE, MAX_ELEMENT));
  }
}
