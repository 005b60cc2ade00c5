package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Invocations of one key of an ordered function run one after the other, in the order of
 * publication, through retries and orderly changes of the owner. After a router was lost its calls
 * may still run at the provider, and what it had not committed starts again: pairs of calls with a
 * loss between their starts are not compared. Nor are calls that were given up, which may arrive
 * long after they were sent.
 */
public final class OrderPerKey implements Guarantee {
  private record Key(String function, String key) {}

  private record Place(Published published, int number) {}

  private final Losses losses;
  private final Map<Key, Integer> lengths = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, List<Called>> calls = new HashMap<>();

  public OrderPerKey(Losses losses) {
    this.losses = losses;
  }

  @Override
  public void onPublished(Published one) {
    if (one.orderingKey() != null) {
      int number = lengths.merge(new Key(one.function(), one.orderingKey()), 1, Integer::sum);
      places.put(one.id(), new Place(one, number));
    }
  }

  @Override
  public void onCall(Called call) {
    calls.computeIfAbsent(call.id(), _ -> new ArrayList<>()).add(call);
  }

  /** Calls out of turn so far. */
  public long violations() {
    return find().count();
  }

  @Override
  public void assertHolds() {
    find().assertNone("Order per key: calls out of turn");
  }

  private Offenders find() {
    var lanes = new HashMap<Key, List<Called>>();
    places
        .values()
        .forEach(
            place -> {
              var one = place.published();
              var key = one.orderingKey();
              if (key != null) {
                lanes
                    .computeIfAbsent(new Key(one.function(), key), _ -> new ArrayList<>())
                    .addAll(calls.getOrDefault(one.id(), List.of()));
              }
            });
    var offenders = new Offenders();
    lanes.forEach((key, lane) -> check(key, lane, offenders));
    return offenders;
  }

  private void check(Key key, List<Called> lane, Offenders offenders) {
    lane.sort(Comparator.comparingLong(Called::startNanos));
    for (int i = 1; i < lane.size(); i++) {
      var later = lane.get(i);
      if (!later.answered()) {
        // Given up by its caller, maybe before it arrived: it says nothing about when it was sent.
        continue;
      }
      for (int j = i - 1; j >= 0; j--) {
        var earlier = lane.get(j);
        if (losses.within(earlier.startNanos(), later.startNanos())) {
          break;
        }
        if (place(later).number() < place(earlier).number()) {
          offenders.add(later.id(), text("started after", later, earlier, key));
          break;
        }
        if (earlier.endedForItsCaller(place(earlier).published())
            && earlier.runEndNanos() > later.startNanos()) {
          offenders.add(later.id(), text("started during", later, earlier, key));
          break;
        }
      }
    }
  }

  private String text(String what, Called later, Called earlier, Key key) {
    long from = later.startNanos();
    return "%s %s, key %s; its calls: %s; the other's: %s; routers: %s"
        .formatted(
            what,
            earlier.id(),
            key.key(),
            Called.text(calls.getOrDefault(later.id(), List.of()), from),
            Called.text(calls.getOrDefault(earlier.id(), List.of()), from),
            losses.text(from));
  }

  private Place place(Called call) {
    var place = places.get(call.id());
    if (place == null) {
      throw new IllegalStateException("a call of no lane: " + call);
    }
    return place;
  }
}
