package dev.skyvane.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.standalone.process.CarbonSettings;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FastHoursTest {
  @Test
  void replaysTheGridsThatHaveHours() {
    var hours = FastHours.of(Set.of("US-CAL-CISO", "US-MIDA-PJM", "SE-SE3"));
    assertEquals(Set.of("US-CAL-CISO", "US-MIDA-PJM"), hours.zones());
    var settings = hours.settings(Instant.parse("2026-11-21T12:00:00Z"));
    assertEquals("US-CAL-CISO,US-MIDA-PJM", settings.get("carbon.zones"));
    CarbonSettings.check(settings);
  }
}
