package dev.skyvane.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.CloudService;
import dev.skyvane.standalone.demo.Account.Meter;
import dev.skyvane.standalone.demo.Bill.Sum;
import dev.skyvane.standalone.demo.Call.Answer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
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
    assertEquals(List.of(), findings(1, account(1, "0.10", "0"), List.of()));
  }

  @Test
  void findsAWrongAnswer() {
    scores.answered(CALL, answer("is not the known answer"), 5);
    var findings = findings(1, account(1, "0.1", "0"), List.of());
    assertEquals(2, findings.size(), findings.toString());
    assertTrue(findings.getFirst().contains("alu-single"), findings.toString());
  }

  @Test
  void findsAMissingAnswer() {
    var findings = findings(1, account(0, "0", "0"), List.of(CALL));
    assertEquals(List.of("1 invocations have no answer, as [demo-1]"), findings);
  }

  @Test
  void findsARepeatedReply() {
    scores.answered(CALL, answer(null), 5);
    scores.repeated();
    var findings = findings(1, account(1, "0.1", "0"), List.of());
    assertEquals(List.of("1 replies came twice"), findings);
  }

  @Test
  void findsCallsAndMoneyThatTheReceiptsDoNotSay() {
    scores.answered(CALL, answer(null), 5);
    var findings = findings(1, account(2, "0.2", "0"), List.of());
    assertEquals(2, findings.size(), findings.toString());
  }

  @Test
  void estimatesMayBeMoreThanWhatIsCharged() {
    var estimate = new Answer(null, "gcp:europe-west1", 1, new BigDecimal("0.3"), 1.0, null);
    scores.answered(CALL, estimate, 5);
    assertEquals(List.of(), findings(1, account(1, "0", "0.3"), List.of()));
    assertEquals(1, findings(1, account(1, "0", "0.31"), List.of()).size());
  }

  @Test
  void findsABillThatIsNotWhatTheCloudsMeter() {
    scores.answered(CALL, answer(null), 5);
    var account = account(1, "0.1", "0");
    assertEquals(List.of(), findings(account, bill(1, "0.10009")));
    var dear = findings(account, bill(1, "0.1002"));
    assertEquals(1, dear.size(), dear.toString());
    assertTrue(dear.getFirst().endsWith("+0.20 %, which is more than 0.1 %"), dear.toString());
    assertEquals(1, findings(account, bill(1, "0.0998")).size());
    var less = findings(account, bill(0, "0.1"));
    assertEquals(
        List.of("the cost stream bills 0 runs, but the clouds' own meters counted 1"), less);
  }

  private List<String> findings(Account account, Bill bill) {
    return new Findings(scores, account, bill, 1, List.of()).all();
  }

  /** With a bill of what the receipts say, for all runs. */
  private List<String> findings(long published, Account account, List<Call> unanswered) {
    var bill =
        new Bill(
            Map.of(
                CloudService.AWS_LAMBDA,
                sum(account.runs(), account.sum(true).usd()),
                CloudService.CLOUD_RUN,
                sum(0, scores.estimatedUsd())));
    return new Findings(scores, account, bill, published, unanswered).all();
  }

  private static Bill bill(long runs, String usd) {
    return new Bill(Map.of(CloudService.AWS_LAMBDA, sum(runs, new BigDecimal(usd))));
  }

  private static Sum sum(long runs, BigDecimal list) {
    return new Sum(runs, list, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  private static Account account(long calls, String told, String untold) {
    return new Account(
        calls,
        Map.of(
            CloudService.AWS_LAMBDA,
            new Meter(calls, new BigDecimal(told)),
            CloudService.CLOUD_RUN,
            new Meter(0, new BigDecimal(untold))));
  }

  private static Answer answer(@Nullable String problem) {
    return new Answer(problem, "aws:us-east-1", 1, new BigDecimal("0.1"), 1.0, null);
  }
}
