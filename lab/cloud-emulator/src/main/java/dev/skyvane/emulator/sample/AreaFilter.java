package dev.skyvane.emulator.sample;

import java.util.Arrays;

/**
 * Scales an image by exact area averaging in integers.
 *
 * <p>Horizontally, target pixel {@code x} of {@code dw} covers the source from {@code x * sw / dw}
 * to {@code (x + 1) * sw / dw}. In units of {@code 1 / dw} of a source pixel that is {@code [x *
 * sw, (x + 1) * sw)}, source pixel {@code i} is {@code [i * dw, (i + 1) * dw)}, and the weight is
 * the length of the overlap: an integer, with the sum {@code sw}. Vertically the same; the weight
 * {@code w} of a source pixel is the product, with the sum {@code W = sw * sh}. Then
 *
 * <pre>
 * A     = sum(w * a)
 * alpha = (2 * A + W) / (2 * W)                          rounded down
 * c     = (2 * sum(w * a * c) + A) / (2 * A)             rounded down, for c = r, g, b; 0 if A = 0
 * </pre>
 *
 * so colours are weighted by alpha, and halves are rounded up. No sum exceeds 255 * 255 * 24e6.
 */
final class AreaFilter {

  private AreaFilter() {}

  static Pixels scale(Pixels source, int width, int height) {
    var sums = new long[height][];
    var row = new long[4 * width];
    for (var j = 0; j < source.height(); j++) {
      sumRow(source, j, width, row);
      var from = (long) j * height;
      var to = from + height;
      for (var y = from / source.height(); y * source.height() < to; y++) {
        var top = Math.max(from, y * source.height());
        var bottom = Math.min(to, (y + 1) * source.height());
        add(sums, (int) y, row, bottom - top);
      }
    }
    return divide(sums, width, (long) source.width() * source.height());
  }

  private static void add(long[][] sums, int y, long[] row, long weight) {
    var sum = sums[y];
    if (sum == null) {
      sum = new long[row.length];
      sums[y] = sum;
    }
    for (var k = 0; k < row.length; k++) {
      sum[k] += weight * row[k];
    }
  }

  private static void sumRow(Pixels source, int j, int width, long[] row) {
    Arrays.fill(row, 0);
    var sw = source.width();
    var i = 4 * j * sw;
    for (var s = 0; s < sw; s++, i += 4) {
      var alpha = source.sample(i + 3);
      var red = (long) alpha * source.sample(i);
      var green = (long) alpha * source.sample(i + 1);
      var blue = (long) alpha * source.sample(i + 2);
      var from = (long) s * width;
      var to = from + width;
      for (var x = from / sw; x * sw < to; x++) {
        var weight = Math.min(to, (x + 1) * sw) - Math.max(from, x * sw);
        var k = (int) (4 * x);
        row[k] += weight * red;
        row[k + 1] += weight * green;
        row[k + 2] += weight * blue;
        row[k + 3] += weight * alpha;
      }
    }
  }

  private static Pixels divide(long[][] sums, int width, long whole) {
    var rgba = new byte[4 * width * sums.length];
    var i = 0;
    for (var sum : sums) {
      for (var k = 0; k < sum.length; k += 4) {
        var alpha = sum[k + 3];
        for (var c = 0; c < 3; c++) {
          rgba[i++] = alpha == 0 ? 0 : (byte) ((2 * sum[k + c] + alpha) / (2 * alpha));
        }
        rgba[i++] = (byte) ((2 * alpha + whole) / (2 * whole));
      }
    }
    return new Pixels(width, sums.length, rgba);
  }
}
