package dev.skyvane.embedded.registry;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Values of any schema of ours, by a seed. */
final class RandomRecords {
  private RandomRecords() {}

  static Object of(Schema schema, SpecificData data, SplittableRandom random) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
      return Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
    }
    return switch (schema.getType()) {
      case RECORD -> {
        var record = (SpecificRecord) data.newRecord(null, schema);
        for (var field : schema.getFields()) {
          record.put(field.pos(), of(field.schema(), data, random));
        }
        yield record;
      }
      case UNION ->
          of(schema.getTypes().get(random.nextInt(schema.getTypes().size())), data, random);
      case ARRAY -> {
        var list = new ArrayList<Object>();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(of(schema.getElementType(), data, random));
        }
        yield list;
      }
      case MAP -> {
        var map = new LinkedHashMap<String, Object>();
        for (int i = random.nextInt(3); i > 0; i--) {
          map.put("k" + i, of(schema.getValueType(), data, random));
        }
        yield map;
      }
      case ENUM ->
          data.createEnum(
              schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())), schema);
      case BYTES -> ByteBuffer.wrap(new byte[] {(byte) random.nextInt(), 0, -1});
      case STRING -> "å" + random.nextInt();
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case FLOAT -> (float) random.nextDouble();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      case FIXED -> throw new IllegalStateException("No schema of ours has a fixed");
    };
  }
}
