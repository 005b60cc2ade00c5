package dev.skyvane.stream;

import dev.skyvane.stream.query.QueryException;
import dev.skyvane.stream.query.Shard;
import dev.skyvane.stream.query.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of a running topology. What was last known of places is kept, so that queries find
 * their way while an instance starts or ends. Thread-safe.
 */
final class StreamStores implements Stores {
  private static final Logger log = LoggerFactory.getLogger(StreamStores.class);
  private final KafkaStreams streams;
  private final String address;
  private final Predicate<String> gone;
  private final Freshness freshness;
  private final Map<String, Map<Integer, KeyQueryMetadata>> last = new ConcurrentHashMap<>();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param address this instance's own, as others know it
   * @param gone whether the instance at an address is known to have ended
   */
  StreamStores(KafkaStreams streams, String address, Predicate<String> gone, Freshness freshness) {
    this.streams = streams;
    this.address = address;
    this.gone = gone;
    this.freshness = freshness;
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public <K, V> ReadOnlyKeyValueStore<K, V> global(String name) {
    try {
      return streams.store(
          StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<K, V>keyValueStore()));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      log.debug("event=global-not-here store={}", name, e);
      throw QueryException.unavailable(
          "this instance has not read its specs yet; ask again shortly");
    }
  }

  @Override
  public Place locate(String store, String key) {
    var serialized = new StringSerializer().serialize("", key);
    int count = partitions(store);
    // What Kafka's default partitioner does with a key.
    return place(store, Utils.toPositive(Utils.murmur2(serialized)) % count);
  }

  @Override
  public List<Place> locate(String store) {
    int count = partitions(store);
    var places = new ArrayList<Place>();
    for (int partition = 0; partition < count; partition++) {
      places.add(place(store, partition));
    }
    return places;
  }

  private int partitions(String store) {
    var known = counts.get(store);
    if (known != null) {
      return known;
    }
    var count = new AtomicInteger();
    ask(
        store,
        (topic, key, value, partitions) -> {
          count.set(partitions);
          return Optional.of(Set.of(0));
        });
    if (count.get() == 0) {
      throw unknown();
    }
    counts.put(store, count.get());
    return count.get();
  }

  private Place place(String store, int partition) {
    var found = ask(store, (topic, key, value, partitions) -> Optional.of(Set.of(partition)));
    var ofStore = last.computeIfAbsent(store, any -> new ConcurrentHashMap<>());
    if (found.isPresent()) {
      ofStore.put(partition, found.get());
    }
    var metadata = found.or(() -> Optional.ofNullable(ofStore.get(partition)));
    return new Place(partition, candidates(metadata.orElseThrow(StreamStores::unknown)));
  }

  private static QueryException unknown() {
    return QueryException.unavailable(
        "this instance does not know yet who has which keys; ask again shortly");
  }

  private Optional<KeyQueryMetadata> ask(
      String store, StreamPartitioner<String, Object> partitioner) {
    try {
      var found = streams.queryMetadataForKey(store, "", partitioner);
      return found == null
              || found.equals(KeyQueryMetadata.NOT_AVAILABLE)
              || found.activeHost().equals(HostInfo.unavailable())
          ? Optional.empty()
          : Optional.of(found);
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** Owner, this instance, other standbys; those known to have ended come last. */
  private List<String> candidates(KeyQueryMetadata metadata) {
    var all = new ArrayList<String>();
    all.add(text(metadata.activeHost()));
    var standbys = metadata.standbyHosts().stream().map(StreamStores::text).sorted().toList();
    if (!all.contains(address)) {
      all.add(address);
    }
    standbys.stream().filter(each -> !all.contains(each)).forEach(all::add);
    var living = new ArrayList<>(all.stream().filter(each -> !gone.test(each)).toList());
    all.stream().filter(each -> !living.contains(each)).forEach(living::add);
    return living;
  }

  private static String text(HostInfo host) {
    return host.host() + ":" + host.port();
  }

  @Override
  public Optional<Held> open(String store, int partition) {
    if (readable(store, partition, false)) {
      return Optional.of(
          new Held(
              new LocalShard(partition, false),
              Role.ACTIVE,
              OptionalLong.of(0),
              freshness.ageOfActive(store, partition)));
    }
    if (readable(store, partition, true)) {
      var lag = freshness.lag(store, partition);
      return Optional.of(
          new Held(
              new LocalShard(partition, true),
              freshness.active(store, partition) ? Role.RESTORING : Role.STANDBY,
              lag,
              freshness.ageOfCopy(store, partition)));
    }
    return Optional.empty();
  }

  private boolean readable(String store, int partition, boolean stale) {
    try {
      // A store is looked up when it is first used.
      var unused = store(store, partition, stale).approximateNumEntries();
      return true;
    } catch (InvalidStateStoreException | IllegalStateException e) {
      log.debug("event=store-not-here store={} partition={} stale={}", store, partition, stale, e);
      return false;
    }
  }

  private <K, V> ReadOnlyKeyValueStore<K, V> store(String name, int partition, boolean stale) {
    var query =
        StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<K, V>keyValueStore())
            .withPartition(partition);
    return streams.store(stale ? query.enableStaleStores() : query);
  }

  private final class LocalShard implements Shard {
    private final int partition;
    private final boolean stale;

    private LocalShard(int partition, boolean stale) {
      this.partition = partition;
      this.stale = stale;
    }

    @Override
    public int partition() {
      return partition;
    }

    @Override
    public <K, V> ReadOnlyKeyValueStore<K, V> keyValue(String name) {
      return store(name, partition, stale);
    }
  }
}
