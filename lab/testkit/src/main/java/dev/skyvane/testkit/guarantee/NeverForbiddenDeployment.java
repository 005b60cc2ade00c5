package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hard constraints hold in every attempt: no call reaches a region that is not allowed, and none is
 * made that nobody asked for.
 */
public final class NeverForbiddenDeployment implements Guarantee {
  private final Map<String, Published> published = new HashMap<>();
  private final List<Called> calls = new ArrayList<>();

  @Override
  public void onPublished(Published one) {
    published.put(one.id(), one);
  }

  @Override
  public void onCall(Called call) {
    calls.add(call);
  }

  @Override
  public void assertHolds() {
    var offenders = new Offenders();
    for (var call : calls) {
      var one = published.get(call.id());
      if (one == null) {
        offenders.add(call.id(), "called in %s, and nobody published it".formatted(call.region()));
      } else if (!one.regions().isEmpty() && !one.regions().contains(call.region())) {
        offenders.add(
            call.id(), "called in %s, allowed are %s".formatted(call.region(), one.regions()));
      }
    }
    offenders.assertNone("Never a forbidden deployment: calls that may not be");
  }
}
