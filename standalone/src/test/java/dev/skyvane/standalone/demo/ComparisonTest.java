package dev.skyvane.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.standalone.demo.Call.Answer;
import java.math.BigDecimal;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void quantilesAreOfWhatWasMeasured() {
    var score = new Score();
    for (int ms = 100; ms >= 1; ms--) {
      score.add(answer("aws:a", "0.000001", 0.002), ms);
    }
    assertEquals(50, score.latencyMs(0.5));
    assertEquals(99, score.latencyMs(0.99));
    assertEquals(1.0, score.usdPerMillion(), 1e-9);
    assertEquals(2000, score.gramsPerMillion(), 1e-9);
  }

  @Test
  void comparesEveryPolicyWithTheFirst() {
    var scores = new HashMap<Contender, Score>();
    for (int i = 0; i < Contender.ALL.size(); i++) {
      var score = new Score();
      score.add(answer(i == 0 ? Contender.HOME : "http:oslo", "0.000002", 0.001), 100 + 50 * i);
      scores.put(Contender.ALL.get(i), score);
    }
    var lines = Comparison.render(scores).lines().toList();
    assertEquals(1 + Contender.ALL.size(), lines.size());
    assertTrue(lines.get(1).startsWith("everything in one region"), lines.get(1));
    assertTrue(lines.get(1).contains("us-east-1 100 %"), lines.get(1));
    assertTrue(lines.get(2).replaceAll(" +", " ").contains("150 +50 %"), lines.get(2));
  }

  @Test
  void changesCarryTheirSign() {
    assertEquals("-20 %", Comparison.change(80, 100));
    assertEquals("+5 %", Comparison.change(105, 100));
    assertEquals("", Comparison.change(100, 100));
    assertEquals("", Comparison.change(Double.NaN, 100));
  }

  private static Answer answer(String region, String usd, double grams) {
    return new Answer(null, region, 1, new BigDecimal(usd), grams, null);
  }
}
