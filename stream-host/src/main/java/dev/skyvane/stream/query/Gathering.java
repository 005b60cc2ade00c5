package dev.skyvane.stream.query;

import dev.skyvane.stream.query.Route.Source.Stored;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a stored query: reads the partitions that are here and has the others read where they
 * are. Each partition has candidates, its owner first; where one does not answer within the hop's
 * time the next is asked, and the last one is waited for longer; where none has it they are asked
 * again until the time is over. A copy that is not known to have been whole answers only where no
 * candidate has a better one, and never that something is not there. Blocks; thread-safe.
 */
final class Gathering {
  private static final Logger log = LoggerFactory.getLogger(Gathering.class);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Stores stores;
  private final Hops hops;
  private final String instance;
  private final Duration hopTime;
  private final Duration lastTime;

  Gathering(Stores stores, Hops hops, String instance, Duration hopTime, Duration lastTime) {
    this.stores = stores;
    this.hops = hops;
    this.instance = instance;
    this.hopTime = hopTime;
    this.lastTime = lastTime;
  }

  /** The whole answer, with a hop where it is needed. */
  JsonObject answer(String uri, Request request, Stored source) {
    long deadline = System.nanoTime() + lastTime.toNanos();
    var whole = new Answers();
    var open = places(request, source);
    boolean late = false;
    boolean sound = true;
    while (!open.isEmpty()) {
      if (open.values().stream().anyMatch(List::isEmpty)) {
        // A partition that changes its role is nowhere for a moment.
        pause(open.keySet(), late, deadline);
        var again = places(request, source);
        again.keySet().retainAll(open.keySet());
        open = again;
        sound = false;
      }
      var byAddress = new LinkedHashMap<String, List<Integer>>();
      boolean last = true;
      for (var entry : open.entrySet()) {
        var address = entry.getValue().removeFirst();
        last &= entry.getValue().isEmpty();
        byAddress.computeIfAbsent(address, any -> new ArrayList<>()).add(entry.getKey());
      }
      late |= round(uri, request, source, byAddress, sound, whole, last ? lastTime : hopTime);
      open.keySet().retainAll(whole.missing());
      whole.missing().clear();
    }
    return new JsonObject()
        .put("data", data(request, source, whole, sound))
        .put("meta", whole.meta(instance));
  }

  private static Object data(Request request, Stored source, Answers whole, boolean sound) {
    try {
      return source.finish().data(request, whole.rows());
    } catch (QueryException e) {
      if (e.status() == QueryException.NOT_FOUND && !sound) {
        throw QueryException.unavailable(
            "it may be in a copy that is being restored; ask again shortly");
      }
      throw e;
    }
  }

  /** The candidates of each partition that the request is for. */
  private Map<Integer, List<String>> places(Request request, Stored source) {
    var store = source.store().apply(request);
    var places =
        source
            .key()
            .of(request, stores)
            .map(key -> List.of(stores.locate(store, key)))
            .orElseGet(() -> stores.locate(store));
    var open = new LinkedHashMap<Integer, List<String>>();
    places.forEach(place -> open.put(place.partition(), new ArrayList<>(place.addresses())));
    return open;
  }

  private static void pause(Collection<Integer> partitions, boolean late, long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw late
          ? QueryException.timedOut(lost(partitions, "did not answer in time"))
          : QueryException.unavailable(lost(partitions, "can't answer now"));
    }
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw QueryException.unavailable("this instance is stopping; ask another");
    }
  }

  private static String lost(Collection<Integer> partitions, String what) {
    return "every instance that may have one of the partitions %s %s; ask again shortly"
        .formatted(partitions, what);
  }

  /** Asks each address once. Returns whether one was too late. */
  private boolean round(
      String uri,
      Request request,
      Stored source,
      Map<String, List<Integer>> byAddress,
      boolean sound,
      Answers whole,
      Duration limit) {
    var asked = new HashMap<String, CompletableFuture<JsonObject>>();
    byAddress.forEach(
        (address, partitions) -> {
          if (!address.equals(stores.address())) {
            asked.put(address, hops.ask(address, uri, partitions, sound, limit));
          }
        });
    var here = byAddress.get(stores.address());
    if (here != null) {
      read(request, source, here, sound, whole);
    }
    boolean late = false;
    for (var entry : asked.entrySet()) {
      try {
        whole.add(entry.getValue().get(limit.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        late = true;
        byAddress.getOrDefault(entry.getKey(), List.of()).forEach(whole::miss);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw QueryException.unavailable("this instance is stopping; ask another");
      } catch (ExecutionException e) {
        late |= e.getCause() instanceof TimeoutException;
        byAddress.getOrDefault(entry.getKey(), List.of()).forEach(whole::miss);
      }
    }
    return late;
  }

  /** What another instance asked for: these partitions, as far as they are here. */
  JsonObject partial(
      Request request, Stored source, Collection<Integer> partitions, boolean sound) {
    var part = new Answers();
    read(request, source, partitions, sound, part);
    return part.toJson();
  }

  private void read(
      Request request,
      Stored source,
      Collection<Integer> partitions,
      boolean sound,
      Answers answers) {
    var store = source.store().apply(request);
    for (int partition : partitions) {
      var held = stores.open(store, partition);
      if (held.isEmpty() || sound && !held.get().sound()) {
        answers.miss(partition);
        continue;
      }
      try {
        answers.add(source.reader().read(request, held.get().shard()), instance, held.get());
      } catch (InvalidStateStoreException e) {
        log.debug("event=store-left store={} partition={}", store, partition, e);
        answers.miss(partition);
      }
    }
  }

  /** The header's text that names partitions. */
  static String text(List<Integer> partitions) {
    return new JsonArray(partitions).encode();
  }
}
