package dev.skyvane.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.standalone.demo.Call.Answer;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final Call CALL =
      new Call(
          "demo-1",
          Contender.ALL.getFirst(),
          "alu",
          Workload.load().of("alu", 0),
          "aws:eu-west-1",
          false,
          true,
          0);

  private final Scores scores = new Scores(region -> !region.startsWith("gcp:"));

  @Test
  void findsNothingWhereAllIsWell() {
    scores.answered(CALL, answer(null), 5);
    assertEquals(
        List.of(), findings(1, new Account(1, new BigDecimal("0.10"), BigDecimal.ZERO), List.of()));
  }

  @Test
  void findsAWrongAnswer() {
    scores.answered(CALL, answer("is not the known answer"), 5);
    var findings = findings(1, new Account(1, new BigDecimal("0.1"), BigDecimal.ZERO), List.of());
    assertEquals(2, findings.size(), findings.toString());
    assertTrue(findings.getFirst().contains("alu-single"), findings.toString());
  }

  @Test
  void findsAMissingAnswer() {
    var findings = findings(1, new Account(0, BigDecimal.ZERO, BigDecimal.ZERO), List.of(CALL));
    assertEquals(List.of("1 invocations have no answer, as [demo-1]"), findings);
  }

  @Test
  void findsARepeatedReply() {
    scores.answered(CALL, answer(null), 5);
    scores.repeated();
    var findings = findings(1, new Account(1, new BigDecimal("0.1"), BigDecimal.ZERO), List.of());
    assertEquals(List.of("1 replies came twice"), findings);
  }

  @Test
  void findsCallsAndMoneyThatTheReceiptsDoNotSay() {
    scores.answered(CALL, answer(null), 5);
    var findings = findings(1, new Account(2, new BigDecimal("0.2"), BigDecimal.ZERO), List.of());
    assertEquals(2, findings.size(), findings.toString());
  }

  @Test
  void estimatesMayBeMoreThanWhatIsCharged() {
    var estimate = new Answer(null, "gcp:europe-west1", 1, new BigDecimal("0.3"), 1.0);
    scores.answered(CALL, estimate, 5);
    assertEquals(
        List.of(), findings(1, new Account(1, BigDecimal.ZERO, new BigDecimal("0.3")), List.of()));
    assertEquals(
        1, findings(1, new Account(1, BigDecimal.ZERO, new BigDecimal("0.31")), List.of()).size());
  }

  private List<String> findings(long published, Account account, List<Call> unanswered) {
    return new Findings(scores, account, published, unanswered).all();
  }

  private static Answer answer(@Nullable String problem) {
    return new Answer(problem, "aws:us-east-1", 1, new BigDecimal("0.1"), 1.0);
  }
}
