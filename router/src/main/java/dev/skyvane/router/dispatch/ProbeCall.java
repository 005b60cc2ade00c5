package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.ReplyAddress;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Candidate;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.Probe;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes calls that no invocation asked for. Thread-safe. */
public final class ProbeCall {
  /** In place of the topic of a record: there is none. */
  private static final String PROBE = "probe";

  private final Surroundings around;

  public ProbeCall(Surroundings around) {
    this.around = around;
  }

  /**
   * Calls a deployment at which a place was taken. Its outcome is written as that of a probe.
   *
   * @param loop on which it runs, and which is asked on
   * @param then told the outcome, on the loop and once
   */
  public void call(Plan plan, Candidate candidate, Probe probe, Loop loop, Consumer<Outcome> then) {
    var id = AttemptIds.next();
    var request = request(plan, probe, id);
    var attempt = new Attempt(id, 1, plan, candidate, plan.function().spec().getTimeoutMs());
    var account = new Account(request, around.routerId(), around.catalog());
    attempt.call(request, around, loop, result -> then.accept(ended(account, attempt, result)));
  }

  private Outcome ended(Account account, Attempt attempt, CallResult result) {
    var outcome = account.book(attempt, result, System.nanoTime());
    outcome.setProbe(true);
    around.outcomes().accept(outcome);
    around.meters().probed(outcome.getDeployment());
    return outcome;
  }

  private static Request request(Plan plan, Probe probe, String id) {
    long now = System.currentTimeMillis();
    return new Request(
        new Coordinate(PROBE, 0, 0),
        PROBE + "-" + id,
        plan.function().name(),
        null,
        probe.getPayload().asReadOnlyBuffer(),
        probe.getContentType(),
        null,
        null,
        now,
        Need.NONE,
        null,
        new ReplyAddress(PROBE, false, null, ReplyAddress.Format.PLAIN, null, null),
        Map.of(),
        new ConsumerRecord<>(PROBE, 0, 0, new byte[0], new byte[0]));
  }
}
