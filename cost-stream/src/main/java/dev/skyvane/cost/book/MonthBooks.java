package dev.skyvane.cost.book;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.Books;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The books of one account and billing month, in the store: what free tiers and volume tiers rest
 * on. In the order of their keys.
 */
public final class MonthBooks implements Books {
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
  private final BiConsumer<Bytes, byte[]> writing;
  private final String account;
  private final YearMonth month;
  private final Consumer<ListUnit> changed;

  /**
   * Books of a month.
   *
   * @param changed told each price list of which something was booked
   */
  public MonthBooks(
      KeyValueStore<Bytes, byte[]> store,
      String account,
      YearMonth month,
      Consumer<ListUnit> changed) {
    this(store, store::put, account, month, changed);
  }

  /** The same to read only. */
  MonthBooks(ReadOnlyKeyValueStore<Bytes, byte[]> store, String account, YearMonth month) {
    this(
        store,
        (_, _) -> {
          throw new UnsupportedOperationException("these books are to be read only");
        },
        account,
        month,
        _ -> {});
  }

  private MonthBooks(
      ReadOnlyKeyValueStore<Bytes, byte[]> store,
      BiConsumer<Bytes, byte[]> writing,
      String account,
      YearMonth month,
      Consumer<ListUnit> changed) {
    this.store = store;
    this.writing = writing;
    this.account = account;
    this.month = month;
    this.changed = changed;
  }

  @Override
  public Pooled pooled(PoolUnit of) {
    byte[] value = store.get(key(of));
    return value == null
        ? Pooled.NOTHING
        : Value.read(value, in -> new Pooled(Value.decimal(in), Value.decimal(in)));
  }

  @Override
  public void keep(PoolUnit of, Pooled used) {
    writing.accept(
        key(of),
        Value.write(
            out -> {
              Value.decimal(out, used.quantity());
              Value.decimal(out, used.listUsd());
            }));
  }

  @Override
  public Booked booked(ListUnit of) {
    byte[] value = store.get(key(of));
    return value == null ? Booked.NOTHING : read(value);
  }

  @Override
  public void keep(ListUnit of, Booked used) {
    writing.accept(
        key(of),
        Value.write(
            out -> {
              out.writeUTF(of.product());
              out.writeUTF(of.subject());
              out.writeUTF(of.unit().name());
              Value.decimal(out, used.quantity());
              Value.decimal(out, used.paid());
              Value.decimal(out, used.listUsd());
              Value.decimal(out, used.freeUsd());
              Value.decimal(out, used.volumeUsd());
              out.writeBoolean(used.beyondKnownTiers());
            }));
    changed.accept(of);
  }

  @Override
  public Map<ListUnit, Booked> booked() {
    var all = new LinkedHashMap<ListUnit, Booked>();
    Bytes prefix = prefix(Keys.BOOKED).bytes();
    try (var range = store.range(prefix, Bytes.increment(prefix))) {
      while (range.hasNext()) {
        byte[] value = range.next().value;
        all.put(unit(value), read(value));
      }
    }
    return all;
  }

  @Override
  public void keepUnpriced(String subject) {
    writing.accept(
        prefix(Keys.UNPRICED).text(subject).bytes(), Value.write(o -> o.writeUTF(subject)));
  }

  @Override
  public Set<String> unpriced() {
    var all = new LinkedHashSet<String>();
    Bytes prefix = prefix(Keys.UNPRICED).bytes();
    try (var range = store.range(prefix, Bytes.increment(prefix))) {
      range.forEachRemaining(entry -> all.add(Value.read(entry.value, in -> in.readUTF())));
    }
    return all;
  }

  private Keys prefix(char kind) {
    return Keys.of(kind).number(Windows.start(month)).text(account);
  }

  private Bytes key(PoolUnit of) {
    return prefix(Keys.POOLED).text(of.pool()).text(of.unit().name()).bytes();
  }

  private Bytes key(ListUnit of) {
    return prefix(Keys.BOOKED).text(of.product()).text(of.subject()).text(of.unit().name()).bytes();
  }

  private static ListUnit unit(byte[] value) {
    return Value.read(
        value, in -> new ListUnit(in.readUTF(), in.readUTF(), BilledUnit.valueOf(in.readUTF())));
  }

  private static Booked read(byte[] value) {
    return Value.read(
        value,
        in -> {
          in.readUTF();
          in.readUTF();
          in.readUTF();
          return new Booked(
              Value.decimal(in),
              Value.decimal(in),
              Value.decimal(in),
              Value.decimal(in),
              Value.decimal(in),
              in.readBoolean());
        });
  }
}
