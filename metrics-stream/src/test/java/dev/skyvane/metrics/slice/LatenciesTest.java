package dev.skyvane.metrics.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void quantilesAreWithinTheErrorThatIsStated() {
    var random = Seed.fresh().generator();
    for (int round = 0; round < 20; round++) {
      int count = 1 + random.nextInt(5_000);
      var exact = new double[count];
      var parts = new Latencies[] {new Latencies(), new Latencies(), new Latencies()};
      double scale = Math.exp(random.nextGaussian() * 2 + 4);
      for (int i = 0; i < count; i++) {
        exact[i] = scale * Math.exp(random.nextGaussian());
        parts[i % 3].add(exact[i]);
      }
      var sum = new Latencies();
      for (var part : parts) {
        sum.add(Latencies.decode(part.encode()));
      }
      assertEquals(count, sum.count());
      Arrays.sort(exact);
      for (double share : new double[] {0, 0.5, 0.9, 0.95, 0.99, 0.999, 1}) {
        double wanted = exact[Math.max(0, (int) Math.ceil(share * count - 1e-9) - 1)];
        double found = sum.quantile(share).orElseThrow();
        assertTrue(
            Math.abs(found - wanted) <= wanted * (Latencies.RELATIVE_ERROR + 1e-9),
            "p" + share * 100 + " of " + count + ": " + found + ", not " + wanted);
      }
    }
  }

  @Test
  void ofTwoTheHighPercentilesAreTheGreater() {
    var latencies = new Latencies();
    latencies.add(100);
    latencies.add(200);
    assertEquals(100, latencies.quantile(0.5).orElseThrow(), 1);
    assertEquals(200, latencies.quantile(0.99).orElseThrow(), 2);
  }

  @Test
  void aSketchIsSmall() {
    var random = Seed.fresh().generator();
    var latencies = new Latencies();
    for (int i = 0; i < 100_000; i++) {
      latencies.add(Math.exp(random.nextGaussian() * 3 + 4));
    }
    assertTrue(latencies.encode().length < 4_000, latencies.encode().length + " bytes");
  }
}
