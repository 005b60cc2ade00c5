package dev.skyvane.emulator;

import dev.skyvane.emulator.sample.FunctionInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/** Compares answers of COMPRESS: another packer may put the same bytes in another way. */
final class PackedAnswer {

  private static final int TRAILER = 8;
  private static final int HEADER = 32;

  private PackedAnswer() {}

  /** Whether both hold the same bytes, packed about as well. */
  static boolean same(byte[] answer, byte[] expected) {
    try {
      var packed = answer;
      if (answer.length > 0 && answer[0] == '{') {
        var tree = FunctionInput.mapper().readTree(answer);
        packed = Base64.getDecoder().decode(tree.path("gzip").asText());
        // A gzip ends with the CRC and the length of what is in it.
        var end = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN);
        end.position(expected.length - TRAILER);
        if (!tree.path("crc32").asText().equals("%08x".formatted(end.getInt()))
            || tree.path("bytes").asInt(-1) != end.getInt()) {
          return false;
        }
      }
      return packed.length <= expected.length + expected.length / 10 + HEADER
          && Arrays.equals(unpacked(packed), unpacked(expected));
    } catch (IOException | IllegalArgumentException e) {
      // Neither gzip nor JSON that holds one, so surely not the known answer.
      return false;
    }
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }
}
