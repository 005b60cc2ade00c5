package dev.skyvane.standalone.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges the demo.
 *
 * @param scores what came back
 * @param account what the clouds' own meters say
 * @param bill what the cost stream bills
 * @param published invocations published
 * @param unanswered some of those without an answer
 */
record Findings(Scores scores, Account account, Bill bill, long published, List<Call> unanswered) {

  /** What is wrong, in words; empty if nothing is. */
  List<String> all() {
    var findings = new ArrayList<>(scores.findings());
    if (scores.answered() != published) {
      findings.add(
          (published - scores.answered())
              + " invocations have no answer, as "
              + unanswered.stream().map(Call::id).toList());
    }
    if (scores.right() != scores.answered()) {
      findings.add((scores.answered() - scores.right()) + " answers are wrong");
    }
    if (scores.repeats() > 0) {
      findings.add(scores.repeats() + " replies came twice");
    }
    if (scores.attempts() != account.calls()) {
      findings.add(
          "the receipts say "
              + scores.attempts()
              + " attempts, but the clouds saw "
              + account.calls()
              + " calls");
    }
    if (scores.unpriced() > 0) {
      findings.add(scores.unpriced() + " receipts have no cost, though every price is known");
    }
    var told = account.sum(true).usd();
    var untold = account.sum(false).usd();
    if (scores.usd().compareTo(told) != 0) {
      findings.add("the receipts say USD " + scores.usd() + ", but the clouds charge USD " + told);
    }
    if (scores.estimatedUsd().compareTo(untold) < 0) {
      // Who pays by the time until the answer is there can't pay less than by the time of the run.
      findings.add(
          "the receipts estimate USD "
              + scores.estimatedUsd()
              + " where the clouds do not tell, which is less than the USD "
              + untold
              + " that they charge");
    }
    findings.addAll(ofTheBill(told));
    return findings;
  }

  private List<String> ofTheBill(BigDecimal told) {
    var findings = new ArrayList<String>();
    if (bill.runs() != account.runs()) {
      findings.add(
          "the cost stream bills "
              + bill.runs()
              + " runs, but the clouds' own meters counted "
              + account.runs());
    }
    if (bill.difference(account).abs().compareTo(Bill.TOLERANCE) > 0) {
      findings.add(
          "the cost stream bills USD "
              + bill.sum(true).list()
              + " at list prices, but the clouds' own meters say USD "
              + told
              + ": "
              + Bill.percent(bill.difference(account))
              + ", which is more than "
              + Bill.TOLERANCE.movePointRight(2).stripTrailingZeros().toPlainString()
              + " %");
    }
    var billed = bill.sum(false).list();
    if (billed.compareTo(scores.estimatedUsd()) != 0) {
      findings.add(
          "where the clouds do not tell what they meter the cost stream bills USD "
              + billed
              + ", but the receipts say USD "
              + scores.estimatedUsd());
    }
    return findings;
  }
}
