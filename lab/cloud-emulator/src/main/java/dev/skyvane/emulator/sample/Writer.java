package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes lines to a file of its own, reads them back, and takes the file away. */
public final class Writer {

  private static final long MAX_LINES = 200_000;
  private static final int BUFFER = 64 * 1024;

  private Writer() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.requiredObject("lines");
    var lines = FunctionInput.integer(object, "lines", 0, MAX_LINES);
    var seed = FunctionInput.integer(object, "seed", Long.MIN_VALUE, Long.MAX_VALUE);
    try {
      var file = Files.createTempFile("skyvane-writer", ".txt");
      try {
        write(file, lines, seed);
        return FunctionOutput.json(FunctionInput.write(read(file)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new FunctionFailedException("DiskFailure", "The file could not be kept.", e);
    }
  }

  private static void write(Path file, long lines, long seed) throws IOException {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      var x = seed;
      for (var i = 0L; i < lines; i++) {
        x = Alu.next(x);
        out.write(i + " %016x\n".formatted(x));
      }
    }
  }

  private static JsonNode read(Path file) throws IOException {
    var digest = Digest.sha256();
    var bytes = 0L;
    try (var in = Files.newInputStream(file)) {
      var buffer = new byte[BUFFER];
      for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        bytes += n;
      }
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("bytes", bytes)
        .put("sha256", Digest.hex(digest.digest()));
  }
}
