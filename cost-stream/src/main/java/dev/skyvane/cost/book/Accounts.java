package dev.skyvane.cost.book;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.Books;
import dev.skyvane.catalog.price.MonthToDate;
import dev.skyvane.cost.charge.Charge;
import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.schemas.record.BillItemKind;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Books charges in accounts and on bills. Used by one thread. */
public final class Accounts {
  private final KeyValueStore<Bytes, byte[]> store;
  private final Marks marks;

  public Accounts(KeyValueStore<Bytes, byte[]> store, Marks marks) {
    this.store = store;
    this.marks = marks;
  }

  /** What an account has used in a month. */
  public MonthToDate month(String account, YearMonth month) {
    return new MonthToDate(
        new MonthBooks(
            store,
            account,
            month,
            unit -> marks.mark(Marks.What.CREDIT, new CreditOf(month, account, unit).bytes())));
  }

  /**
   * Books an attempt. What has no known list cost is not booked as use either: it would be credited
   * though nobody was charged for it.
   *
   * @return what it cost beside what the month had used before, in USD; null: unknown
   */
  public @Nullable BigDecimal book(Charge charge) {
    if (!charge.ran()) {
      return BigDecimal.ZERO;
    }
    MonthToDate month = month(charge.account(), charge.month());
    if (charge.list() != null) {
      FreeUse.note(store, charge.account(), charge.month(), charge.list().product().free());
    }
    add(Item.use(charge));
    for (Charge.DataOut out : charge.dataOut()) {
      add(Item.dataOut(charge, out));
      if (out.list() != null) {
        month.add(out.list(), out.usage());
      }
    }
    if (charge.listUsd() == null) {
      month.addUnpriced(charge.region());
      return null;
    }
    return charge.list() == null
        ? charge.listUsd()
        : month.add(charge.list(), charge.usage()).orElse(null);
  }

  private void add(Item item) {
    Bytes key = item.key();
    byte[] before = store.get(key);
    store.put(key, (before == null ? item : Item.of(before).plus(item)).bytes());
    marks.mark(Marks.What.ITEM, key.get());
  }

  /** What has changed on bills since this was last asked. */
  public List<Keyed> changes() {
    var changes = new ArrayList<Keyed>();
    for (byte[] key : marks.take(Marks.What.ITEM)) {
      byte[] value = store.get(Bytes.wrap(key));
      if (value != null) {
        BillItem item = Item.of(value).record();
        changes.add(new Keyed(key(item), item));
      }
    }
    for (byte[] mark : marks.take(Marks.What.CREDIT)) {
      BillItem credit = credit(CreditOf.of(mark));
      changes.add(new Keyed(key(credit), credit));
    }
    return changes;
  }

  private BillItem credit(CreditOf of) {
    Books.Booked booked = new MonthBooks(store, of.account, of.month, _ -> {}).booked(of.unit);
    return BillItem.newBuilder()
        .setKind(BillItemKind.CREDIT)
        .setMonth(of.month.toString())
        .setAccount(of.account)
        .setProduct(of.unit.product())
        .setSubject(of.unit.subject())
        .setUnit(of.unit.unit().name())
        .setListUsd(booked.listUsd().toPlainString())
        .setFreeUsd(booked.freeUsd().toPlainString())
        .setVolumeUsd(booked.volumeUsd().toPlainString())
        .setBeyondKnownTiers(booked.beyondKnownTiers())
        .build();
  }

  /** Parts are percent-encoded, so that no text can look like two. */
  private static String key(BillItem item) {
    String tenant = item.getTenant() == null ? "" : item.getTenant();
    return Stream.of(
            item.getMonth(),
            item.getAccount(),
            tenant,
            item.getRegion(),
            item.getFunction(),
            item.getProduct(),
            item.getSubject(),
            item.getUnit(),
            item.getKind().name())
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/"));
  }

  /** Forgets what billing months before one have used. */
  public void expire(YearMonth before) {
    var over = new ArrayList<Bytes>();
    for (char kind : new char[] {Keys.ITEM, Keys.BOOKED, Keys.POOLED, Keys.UNPRICED, Keys.FREE}) {
      try (var range =
          store.range(Keys.of(kind).bytes(), Keys.of(kind).number(Windows.start(before)).bytes())) {
        range.forEachRemaining(entry -> over.add(entry.key));
      }
    }
    over.forEach(store::delete);
  }

  /** An item of bills with its key in the topic. */
  public record Keyed(String key, BillItem item) {}

  private record CreditOf(YearMonth month, String account, Books.ListUnit unit) {
    byte[] bytes() {
      return Value.write(
          out -> {
            out.writeUTF(month.toString());
            out.writeUTF(account);
            out.writeUTF(unit.product());
            out.writeUTF(unit.subject());
            out.writeUTF(unit.unit().name());
          });
    }

    static CreditOf of(byte[] value) {
      return Value.read(
          value,
          in ->
              new CreditOf(
                  YearMonth.parse(in.readUTF()),
                  in.readUTF(),
                  new Books.ListUnit(
                      in.readUTF(), in.readUTF(), BilledUnit.valueOf(in.readUTF()))));
    }
  }
}
