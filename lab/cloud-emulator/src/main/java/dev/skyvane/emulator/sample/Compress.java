package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** Bytes in, gzip out. */
public final class Compress {

  private Compress() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.object("data");
    if (object.isEmpty()) {
      return FunctionOutput.of(gzip(input.bytes()), "application/gzip");
    }
    byte[] data;
    try {
      data = Base64.getDecoder().decode(object.get().path("data").asText());
    } catch (IllegalArgumentException e) {
      throw new FunctionFailedException("BadInput", "The field 'data' is not base64.", e);
    }
    var crc = new CRC32();
    crc.update(data);
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("gzip", Base64.getEncoder().encodeToString(gzip(data)));
    answer.put("bytes", data.length);
    answer.put("crc32", "%08x".formatted(crc.getValue()));
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  private static byte[] gzip(byte[] data) {
    var packed = new ByteArrayOutputStream(data.length / 2 + 32);
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(data);
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory can't fail", e);
    }
    return packed.toByteArray();
  }
}
