package dev.skyvane.cost.ledger;

import dev.skyvane.cost.book.Accounts;
import dev.skyvane.cost.book.AttemptIds;
import dev.skyvane.cost.book.CarbonHistory;
import dev.skyvane.cost.book.Marks;
import dev.skyvane.cost.book.Published;
import dev.skyvane.cost.book.Windows;
import dev.skyvane.cost.charge.BillingMonths;
import dev.skyvane.cost.charge.Charge;
import dev.skyvane.cost.charge.Places;
import dev.skyvane.cost.charge.Pricer;
import dev.skyvane.cost.charge.Readings;
import dev.skyvane.cost.observe.CostMeters;
import dev.skyvane.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts the outcomes of some accounts and publishes what has changed: the state of a deployment or
 * region at most every 100 ms, what bills are made of every second. Marginal prices of deployments
 * that were not used themselves are looked at every second, and published where they have changed.
 */
final class Ledger implements Processor<String, Metered, String, Emission> {
  private static final Duration EMIT = Duration.ofMillis(100);
  private static final Duration TIDY = Duration.ofSeconds(1);
  private static final Duration EXPIRE = Duration.ofMinutes(1);

  /** Billing months that are kept beside the present one. */
  private static final int MONTHS_KEPT = 24;

  private final Settings settings;
  private final Map<String, Double> marginals = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private @Nullable Open open;
  private long pricedWith = -1;
  private String pricedIn = "";

  Ledger(Settings settings) {
    this.settings = settings;
  }

  @Override
  public void init(ProcessorContext<String, Emission> context) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(CostTopology.BOOKS);
    var marks = new Marks(store);
    var windows = new Windows(store);
    var accounts = new Accounts(store, marks);
    open =
        new Open(
            context,
            marks,
            windows,
            accounts,
            new AttemptIds(store),
            Published.deployments(store),
            Published.regions(store),
            new States(windows.view(), accounts),
            context.getStateStore(Specs.FUNCTIONS),
            context.getStateStore(Specs.REGIONS),
            new CarbonHistory(
                context.getStateStore(CostTopology.READINGS), settings.readingMaxAgeMs));
    // After a failure the same processor may begin again with older state.
    marginals.clear();
    used.clear();
    pricedWith = -1;
    context.schedule(EMIT, PunctuationType.WALL_CLOCK_TIME, _ -> emit(open()));
    context.schedule(TIDY, PunctuationType.WALL_CLOCK_TIME, _ -> tidy(open()));
    context.schedule(EXPIRE, PunctuationType.WALL_CLOCK_TIME, _ -> expire(open()));
  }

  private Open open() {
    var now = open;
    if (now == null) {
      throw new IllegalStateException("init() was not called");
    }
    return now;
  }

  @Override
  public void process(Record<String, Metered> record) {
    var at = open();
    var outcome = record.value().outcome();
    if (!outcome.getAttemptId().isEmpty()
        && !at.attempts.first(outcome.getAttemptId(), record.timestamp())) {
      settings.meters.duplicate();
      return;
    }
    Charge charge =
        settings.pricer.charge(outcome, record.timestamp(), places(at).places(), at.readings);
    at.windows.add(charge, at.accounts.book(charge));
    at.marks.mark(Marks.What.DEPLOYMENT, charge.deployment());
    at.marks.mark(Marks.What.REGION, charge.region());
    used.add(charge.account());
    settings.meters.counted(charge);
  }

  private Specs.Joined places(Open at) {
    return settings.specs.places(at.functions, at.regions);
  }

  private void emit(Open at) {
    Specs.Joined joined = null;
    for (String id : at.marks.ids(Marks.What.DEPLOYMENT)) {
      joined = joined == null ? places(at) : joined;
      var target = joined.places().deployment(id);
      if (target.isPresent() && mine(at, target.get().place().account())) {
        var stats = at.states.deployment(target.get(), at.now());
        var marginal = stats.getMarginalUsd();
        marginals.put(id, marginal == null ? Double.NaN : marginal);
        forward(at, Topic.COSTS, id, stats);
        at.published.add(id);
      }
    }
    for (String id : at.marks.ids(Marks.What.REGION)) {
      joined = joined == null ? places(at) : joined;
      if (joined.places().named(id) || !joined.complete()) {
        forward(at, Topic.COSTS, id, at.states.region(joined.places().place(id), at.now()));
        forward(at, Topic.CARBON, id, at.states.carbon(id));
        at.regionsPublished.add(id);
      }
    }
  }

  private void tidy(Open at) {
    var joined = places(at);
    // A new month makes things free again, though nothing was used.
    var month = BillingMonths.at("", at.now()) + "" + BillingMonths.at("gcp", at.now());
    boolean all = joined.version() != pricedWith || !month.equals(pricedIn);
    if (joined.version() != pricedWith && joined.complete()) {
      takeBack(at, joined.places());
    }
    pricedWith = joined.version();
    pricedIn = month;
    if (all || !used.isEmpty()) {
      joined
          .places()
          .deployments()
          .forEach(
              (id, target) -> {
                var account = target.place().account();
                if ((all || used.contains(account)) && mine(at, account)) {
                  double now = at.states.marginalUsd(target, at.now());
                  Double before = marginals.get(id);
                  if (before == null || Double.compare(before, now) != 0) {
                    at.marks.mark(Marks.What.DEPLOYMENT, id);
                  }
                }
              });
      used.clear();
    }
    for (var change : at.accounts.changes()) {
      forward(at, Topic.BILLS, change.key(), change.item());
    }
  }

  /**
   * Takes back what no spec names any more, and leaves what another account pays for now to the
   * partition of that one. Windows, months and bills stay.
   */
  private void takeBack(Open at, Places places) {
    for (String id : at.published.ids()) {
      var target = places.deployment(id);
      if (target.isEmpty() || !mine(at, target.get().place().account())) {
        if (target.isEmpty()) {
          forward(at, Topic.COSTS, id, null);
        }
        at.published.remove(id);
        marginals.remove(id);
      }
    }
    for (String id : at.regionsPublished.ids()) {
      boolean gone = !places.named(id);
      if (gone || !mine(at, places.place(id).account())) {
        if (gone) {
          forward(at, Topic.COSTS, id, null);
          forward(at, Topic.CARBON, id, null);
        }
        at.regionsPublished.remove(id);
      }
    }
  }

  private static void expire(Open at) {
    long now = at.now();
    at.windows.expire(now);
    at.attempts.expire(now);
    at.accounts.expire(BillingMonths.at("", now).minusMonths(MONTHS_KEPT));
  }

  /** Whether this partition has an account's books, by Kafka's default partitioner. */
  private boolean mine(Open at, String account) {
    int hash = Utils.toPositive(Utils.murmur2(account.getBytes(StandardCharsets.UTF_8)));
    return hash % settings.partitions == at.context.taskId().partition();
  }

  private static void forward(Open at, Topic topic, String key, @Nullable SpecificRecord value) {
    at.context.forward(new Record<>(key, new Emission(topic, value), at.now()));
  }

  /**
   * What all ledgers of a process share.
   *
   * @param partitions of the accounts
   * @param readingMaxAgeMs see {@link CarbonHistory}
   */
  record Settings(
      Pricer pricer, Specs specs, CostMeters meters, int partitions, long readingMaxAgeMs) {}

  /** What there is between init and the end. */
  private record Open(
      ProcessorContext<String, Emission> context,
      Marks marks,
      Windows windows,
      Accounts accounts,
      AttemptIds attempts,
      Published published,
      Published regionsPublished,
      States states,
      ReadOnlyKeyValueStore<String, byte[]> functions,
      ReadOnlyKeyValueStore<String, byte[]> regions,
      Readings readings) {
    long now() {
      return context.currentSystemTimeMs();
    }
  }
}
