package dev.skyvane.cost.book;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.Books;
import dev.skyvane.catalog.price.FreeTier;
import dev.skyvane.catalog.price.MonthToDate;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What an account has of a free pool in a month.
 *
 * @param account at the provider
 * @param pool the product that shares it
 * @param unit what is free
 * @param granted units a month
 * @param used units so far
 * @param left units that are still free
 */
public record FreeUse(
    String account,
    String pool,
    BilledUnit unit,
    BigDecimal granted,
    BigDecimal used,
    BigDecimal left) {

  /** Remembers what a free tier grants, so that its use can be told. */
  static void note(
      KeyValueStore<Bytes, byte[]> store, String account, YearMonth month, FreeTier tier) {
    tier.grants()
        .forEach(
            (unit, grant) -> {
              Bytes key =
                  Keys.of(Keys.FREE)
                      .number(Windows.start(month))
                      .text(account)
                      .text(tier.pool())
                      .text(unit.name())
                      .bytes();
              if (store.get(key) == null) {
                store.put(key, bytes(account, tier.pool(), unit, grant));
              }
            });
  }

  /** What accounts have used of what is free in a month. */
  public static List<FreeUse> of(ReadOnlyKeyValueStore<Bytes, byte[]> store, YearMonth month) {
    var all = new ArrayList<FreeUse>();
    Bytes prefix = Keys.of(Keys.FREE).number(Windows.start(month)).bytes();
    try (var range = store.range(prefix, Bytes.increment(prefix))) {
      range.forEachRemaining(entry -> all.add(use(store, month, Grant.of(entry.value))));
    }
    return all;
  }

  private static FreeUse use(
      ReadOnlyKeyValueStore<Bytes, byte[]> store, YearMonth month, Grant grant) {
    var books = new MonthBooks(store, grant.account, month);
    var free = new FreeTier.Grant(grant.quantity, grant.worthUsd);
    return new FreeUse(
        grant.account,
        grant.pool,
        grant.unit,
        grant.quantity,
        books.pooled(new Books.PoolUnit(grant.pool, grant.unit)).quantity(),
        new MonthToDate(books)
            .freeLeft(new FreeTier(grant.pool, Map.of(grant.unit, free)), grant.unit));
  }

  private static byte[] bytes(String account, String pool, BilledUnit unit, FreeTier.Grant grant) {
    return Value.write(
        out -> {
          out.writeUTF(account);
          out.writeUTF(pool);
          out.writeUTF(unit.name());
          Value.decimal(out, grant.quantity());
          BigDecimal worth = grant.worthUsdPerUnit();
          out.writeBoolean(worth != null);
          if (worth != null) {
            Value.decimal(out, worth);
          }
        });
  }

  private record Grant(
      String account,
      String pool,
      BilledUnit unit,
      BigDecimal quantity,
      @Nullable BigDecimal worthUsd) {
    static Grant of(byte[] value) {
      return Value.read(
          value,
          in ->
              new Grant(
                  in.readUTF(),
                  in.readUTF(),
                  BilledUnit.valueOf(in.readUTF()),
                  Value.decimal(in),
                  in.readBoolean() ? Value.decimal(in) : null));
    }
  }
}
