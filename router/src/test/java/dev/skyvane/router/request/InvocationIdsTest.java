package dev.skyvane.router.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InvocationIdsTest {
  private final InvocationIds ids = new InvocationIds("Mk3OEYBSD34fcwNTJENDM2Qk");

  /**
   * {@code printf %s 'Mk3OEYBSD34fcwNTJENDM2Qk/skyvane.invocations-3@42' | sha256sum} begins with
   * 8b213bbc9dc13569cf627cc96ce68aeb; version and variant are set over it.
   */
  @Test
  void isTheSameForEver() {
    assertEquals(
        "8b213bbc-9dc1-8569-8f62-7cc96ce68aeb",
        ids.derive(new Coordinate("skyvane.invocations", 3, 42)));
  }

  @Test
  void isAUuidOfVersion8() {
    var seen = new HashSet<String>();
    for (int partition = 0; partition < 10; partition++) {
      for (long offset = 0; offset < 100; offset++) {
        var text = ids.derive(new Coordinate("t", partition, offset));
        var id = UUID.fromString(text);
        assertEquals(8, id.version());
        assertEquals(2, id.variant());
        seen.add(text);
      }
    }
    assertEquals(1000, seen.size());
  }

  @Test
  void anotherClusterHasOtherIds() {
    var coordinate = new Coordinate("t", 0, 0);
    assertNotEquals(ids.derive(coordinate), new InvocationIds("other").derive(coordinate));
  }

  @Test
  void aCoordinateReadsAsDocumented() {
    assertEquals("t-1@2", new Coordinate("t", 1, 2).toString());
  }
}
