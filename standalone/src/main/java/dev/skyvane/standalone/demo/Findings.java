package dev.skyvane.standalone.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges the demo.
 *
 * @param scores what came back
 * @param account what the clouds' own meters say
 * @param published invocations published
 * @param unanswered some of those without an answer
 */
record Findings(Scores scores, Account account, long published, List<Call> unanswered) {

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
    if (scores.usd().compareTo(account.usd()) != 0) {
      findings.add(
          "the receipts say USD " + scores.usd() + ", but the clouds charge USD " + account.usd());
    }
    if (scores.estimatedUsd().compareTo(account.untoldUsd()) < 0) {
      // Who pays by the time until the answer is there can't pay less than by the time of the run.
      findings.add(
          "the receipts estimate USD "
              + scores.estimatedUsd()
              + " where the clouds do not tell, which is less than the USD "
              + account.untoldUsd()
              + " that they charge");
    }
    return findings;
  }
}
