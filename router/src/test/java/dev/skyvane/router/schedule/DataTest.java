package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.DataSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataTest {
  private static final RegionView STORE = Sketch.of("store").region();
  private static final RegionView OTHER = Sketch.of("other").region();
  private static final WorldView WORLD =
      new WorldView(1, Map.of(), Map.of(STORE.id(), STORE, OTHER.id(), OTHER));

  private static FunctionView function(DataSource data) {
    return Sketch.function(Sketch.minimize("cost").setData(data).build(), new Loads(), List.of());
  }

  private static final FunctionView SILENT = function(new DataSource());
  private static final FunctionView READER = function(new DataSource("aws:store", 1000L));

  @Test
  void anInvocationsWordGoesBeforeItsFunctions() {
    assertEquals(new Data(0, STORE, 1024), Data.of(READER, Map.of(), 0, WORLD));
    assertEquals(
        new Data(0, OTHER, 1024), Data.of(READER, Map.of(Data.REGION, "aws:other"), 0, WORLD));
    assertEquals(new Data(0, STORE, 7), Data.of(READER, Map.of(Data.BYTES, " 7"), 0, WORLD));
    assertSame(Data.NONE, Data.of(SILENT, Map.of(Data.BYTES, "7"), 14_600, WORLD));
    assertEquals(new Data(16_384, null, 0), Data.of(SILENT, Map.of(), 14_601, WORLD));
  }

  @Test
  void whatMakesNoSenseIsSaid() {
    refuses("'aws:nowhere' is not a known region", Map.of(Data.REGION, "aws:nowhere"));
    refuses("skyvane-data-bytes 'many'", Map.of(Data.BYTES, "many"));
    refuses("skyvane-data-bytes '-1'", Map.of(Data.BYTES, "-1"));
  }

  private static void refuses(String words, Map<String, String> attributes) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Data.of(READER, attributes, 0, WORLD));
    assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
  }

  @Test
  void sizesAreRoundedUpByLessThanAQuarter() {
    for (long exact = 0; exact <= 8; exact++) {
      assertEquals(exact, Data.roundedUp(exact));
    }
    assertEquals(10, Data.roundedUp(9));
    assertEquals(1024, Data.roundedUp(1000));
    assertEquals(1280, Data.roundedUp(1025));
    for (long bytes = 1; bytes > 0 && bytes < Long.MAX_VALUE / 3; bytes = bytes * 3 + 1) {
      long rounded = Data.roundedUp(bytes);
      assertTrue(rounded >= bytes && rounded < bytes * 1.25, bytes + " to " + rounded);
      assertEquals(rounded, Data.roundedUp(rounded));
    }
  }

  @Test
  void transfersTakeTheRoundTripsOfSlowStart() {
    assertEquals(0, Transfer.rounds(0));
    assertEquals(0, Transfer.rounds(14_600));
    assertEquals(1, Transfer.rounds(14_601));
    assertEquals(1, Transfer.rounds(3 * 14_600));
    assertEquals(2, Transfer.rounds(3 * 14_600 + 1));
    // 14,600 · (2^8 - 1) bytes in the first window and seven more; then 3 MiB each.
    long growing = 14_600L * 255;
    assertEquals(7, Transfer.rounds(growing));
    assertEquals(8, Transfer.rounds(growing + (3 << 20)));
    assertEquals(9, Transfer.rounds(growing + (3 << 20) + 1));
    assertEquals(200, Transfer.ms(100, 3 * 14_600 + 1));
  }
}
