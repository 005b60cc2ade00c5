package dev.skyvane.router.share;

import dev.skyvane.router.limit.Limit;
import dev.skyvane.schemas.record.LimitLoad;
import dev.skyvane.schemas.record.RouterLoad;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What routers have said up to a place in the topic, and what this one may use because of it. Times
 * are those of {@link System#nanoTime}. Used by one thread.
 */
final class Claims {
  /** Time between a router's words, in ns (DELIVERY 19). */
  static final long INTERVAL_NANOS = 500_000_000;

  /**
   * Least time between them where shares changed, in ns: a hand-over takes three words, and need
   * not take three intervals.
   */
  static final long HASTE_NANOS = 100_000_000;

  /** Silence after which a router no longer counts, in ns (DELIVERY 19). */
  static final long EXPIRY_NANOS = 3_000_000_000L;

  /** Age of one's own last word read at which the others may soon expire one, in ns. */
  static final long LAPSE_NANOS = 2_000_000_000;

  /** Words of a router while what can't be divided stays where it is; some 4 s. */
  private static final int WORDS_PER_TURN = 8;

  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private final Speaker self;
  private final Supplier<List<Limit>> limits;
  private final IntSupplier waiting;
  private final Runnable conflict;
  private final TreeMap<Speaker, Peer> others = new TreeMap<>();

  /** Words that were said and not read yet, in the order in which they will be read. */
  private final Deque<Word> underway = new ArrayDeque<>();

  private @Nullable Word read;
  private @Nullable Word said;
  private Map<String, Integer> claims = Map.of();
  private Map<String, Integer> demands = Map.of();
  private long demandsNanos;
  private long at;

  private static final class Peer {
    Map<String, LimitLoad> limits = Map.of();
    long silentNanos;
  }

  private record Word(
      long at, long nanos, Map<String, Integer> demands, Map<String, Integer> claims) {}

  /**
   * Nothing heard, nothing said.
   *
   * @param limits as of now
   * @param waiting invocations that wait for a place
   * @param conflict run when another router of the same id is heard for the first time
   */
  Claims(Speaker self, Supplier<List<Limit>> limits, IntSupplier waiting, Runnable conflict) {
    this.self = self;
    this.limits = limits;
    this.waiting = waiting;
    this.conflict = conflict;
  }

  /** Reads a router's word, one's own too. */
  void hear(String router, RouterLoad load) {
    var speaker = new Speaker(router, load.getInstance());
    if (speaker.equals(self)) {
      hearSelf(load.getAt().toEpochMilli());
      return;
    }
    boolean sameId = router.equals(self.router());
    if (sameId && !joined()) {
      return;
    }
    var peer = others.get(speaker);
    if (peer == null) {
      peer = new Peer();
      others.put(speaker, peer);
      log.info("event=router-heard router={} instance={}", router, speaker.instance());
      if (sameId) {
        log.error(
            "event=router-id-not-unique router={} instance={} other={} reason=give each router a"
                + " router.id of its own, or none",
            router,
            self.instance(),
            speaker.instance());
        conflict.run();
      }
    }
    peer.silentNanos = 0;
    peer.limits = load.getLimits();
  }

  /** Reads that a router has closed. */
  void left(String router) {
    if (others.keySet().removeIf(speaker -> speaker.router().equals(router))) {
      log.info("event=router-left router={}", router);
    }
  }

  private void hearSelf(long wordAt) {
    Word heard = null;
    while (underway.peek() instanceof Word next && next.at() <= wordAt) {
      heard = underway.poll();
    }
    if (heard == null || heard.at() != wordAt) {
      return;
    }
    // What was not said was not heard either, so a gap counts as little as a usual pause.
    long gap = read == null ? 0 : Math.min(heard.nanos() - read.nanos(), 2 * INTERVAL_NANOS);
    read = heard;
    others
        .entrySet()
        .removeIf(
            entry -> {
              entry.getValue().silentNanos += gap;
              boolean gone = entry.getValue().silentNanos >= EXPIRY_NANOS;
              if (gone) {
                log.warn("event=router-silent router={}", entry.getKey().router());
              }
              return gone;
            });
  }

  /** Whether one's own first word was read, so that the others know of this router. */
  boolean joined() {
    return read != null;
  }

  /** Routers that count, this one included. */
  int routers() {
    return others.size() + 1;
  }

  /**
   * Lets every limit allow what follows from what was read.
   *
   * @param place in the topic, up to which all was read
   */
  void settle(long place, long nanos) {
    boolean lapsed = read != null && nanos - read.nanos() > LAPSE_NANOS;
    var now = new HashMap<String, Integer>();
    for (var limit : limits.get()) {
      now.put(limit.id(), settle(limit, place, lapsed));
    }
    claims = now;
  }

  /** Allows what one may use of a limit; what is to be claimed of it. */
  private int settle(Limit limit, long place, boolean lapsed) {
    int size = limit.size();
    long claimed = 0;
    int before = 0;
    int count = 0;
    var wanted = new int[others.size() + 1];
    for (var entry : others.entrySet()) {
      var load = entry.getValue().limits.get(limit.id());
      if (load == null) {
        continue;
      }
      claimed += Math.max(0, load.getClaim());
      if (entry.getKey().compareTo(self) < 0) {
        before++;
      } else if (count == before) {
        count++;
      }
      wanted[count++] = Math.max(0, load.getDemand());
    }
    count = Math.max(count, before + 1);
    wanted[before] = read == null ? 0 : read.demands().getOrDefault(limit.id(), 0);
    var demandsHere = Arrays.copyOf(wanted, count);
    int fair = FairSplit.of(size, demandsHere, place / ((long) WORDS_PER_TURN * count))[before];
    int free = (int) Math.max(0, size - claimed);
    int held = lapsed ? Math.min(limit.allowed(), free) : limit.allowed();
    int grown = Math.min(known(limit.id()), free);
    int most = limit.allow(Math.min(fair, Math.max(held, grown)));
    return Math.max(most, Math.min(fair, free));
  }

  /** The least that others may know this router to claim. */
  private int known(String limit) {
    if (read == null) {
      return 0;
    }
    int least = read.claims().getOrDefault(limit, 0);
    for (var word : underway) {
      least = Math.min(least, word.claims().getOrDefault(limit, 0));
    }
    return least;
  }

  /** Whether it is time to say something. */
  boolean due(long nanos) {
    if (said == null) {
      return true;
    }
    long since = nanos - said.nanos();
    return since >= INTERVAL_NANOS || (since >= HASTE_NANOS && !claims.equals(said.claims()));
  }

  /**
   * What to say; from now on it counts as said.
   *
   * @param epochMs ms since 1970-01-01 UTC
   */
  RouterLoad say(long nanos, long epochMs) {
    boolean ask = said == null || nanos - demandsNanos >= INTERVAL_NANOS;
    if (ask) {
      demandsNanos = nanos;
    }
    at = Math.max(at + 1, epochMs);
    var wanted = new HashMap<String, Integer>();
    var byLimit = new HashMap<String, LimitLoad>();
    int wait = waiting.getAsInt();
    for (var limit : limits.get()) {
      var claim = claims.get(limit.id());
      if (claim != null) {
        var known = ask ? null : demands.get(limit.id());
        int demand = known != null ? known : limit.takeDemand(wait);
        wanted.put(limit.id(), demand);
        byLimit.put(limit.id(), new LimitLoad(demand, limit.inFlight(), claim));
      }
    }
    demands = wanted;
    said = new Word(at, nanos, wanted, claims);
    underway.add(said);
    return new RouterLoad(self.router(), Instant.ofEpochMilli(at), byLimit, self.instance());
  }
}
