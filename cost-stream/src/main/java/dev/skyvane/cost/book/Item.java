package dev.skyvane.cost.book;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.cost.charge.Charge;
import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.schemas.record.BillItemKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/**
 * What one tenant, region and function used at one price list in a month so far. Immutable.
 *
 * @param kind {@code USE} or {@code DATA_OUT}
 * @param tenant empty: none was named
 * @param product empty: no price list is known
 * @param requests attempts that ran
 * @param unpriced of them those whose list cost is unknown
 * @param estimated of them those whose metering is estimated
 * @param listUsd sum of the receipts' list costs; of data out its list price
 * @param estimatedUsd part of it that rests on estimated metering
 * @param quantities what credits are shared by
 */
record Item(
    BillItemKind kind,
    YearMonth month,
    String account,
    String tenant,
    String region,
    String function,
    String product,
    String subject,
    long requests,
    long unpriced,
    long estimated,
    BigDecimal listUsd,
    BigDecimal estimatedUsd,
    Map<BilledUnit, BigDecimal> quantities) {

  /** What a run adds. Where its list cost is unknown nothing of it is credited either. */
  static Item use(Charge charge) {
    var list = charge.list();
    boolean priced = charge.listUsd() != null;
    BigDecimal usd = charge.listUsd() == null ? BigDecimal.ZERO : charge.listUsd();
    return new Item(
        BillItemKind.USE,
        charge.month(),
        charge.account(),
        charge.tenant(),
        charge.region(),
        charge.function(),
        list == null ? "" : list.product().id(),
        list == null ? "" : list.subject(),
        1,
        priced ? 0 : 1,
        charge.estimated() ? 1 : 0,
        usd,
        charge.estimated() ? usd : BigDecimal.ZERO,
        priced ? charge.usage().quantities() : Map.of());
  }

  /** What data that left a region adds. */
  static Item dataOut(Charge charge, Charge.DataOut out) {
    var list = out.list();
    return new Item(
        BillItemKind.DATA_OUT,
        charge.month(),
        charge.account(),
        charge.tenant(),
        charge.region(),
        charge.function(),
        list == null ? "" : list.product().id(),
        list == null ? "" : list.subject(),
        0,
        list == null ? 1 : 0,
        0,
        list == null ? BigDecimal.ZERO : list.listUsd(out.usage()),
        BigDecimal.ZERO,
        out.usage().quantities());
  }

  Item plus(Item more) {
    var sum = new EnumMap<BilledUnit, BigDecimal>(BilledUnit.class);
    sum.putAll(quantities);
    more.quantities.forEach((unit, quantity) -> sum.merge(unit, quantity, BigDecimal::add));
    return new Item(
        kind,
        month,
        account,
        tenant,
        region,
        function,
        product,
        subject,
        requests + more.requests,
        unpriced + more.unpriced,
        estimated + more.estimated,
        listUsd.add(more.listUsd),
        estimatedUsd.add(more.estimatedUsd),
        sum);
  }

  Bytes key() {
    return Keys.of(Keys.ITEM)
        .number(Windows.start(month))
        .text(account)
        .text(tenant)
        .text(region)
        .text(function)
        .text(product)
        .text(subject)
        .small(kind.ordinal())
        .bytes();
  }

  BillItem record() {
    var texts = new TreeMap<String, String>();
    quantities.forEach((unit, quantity) -> texts.put(unit.name(), quantity.toPlainString()));
    return BillItem.newBuilder()
        .setKind(kind)
        .setMonth(month.toString())
        .setAccount(account)
        .setTenant(tenant.isEmpty() ? null : tenant)
        .setRegion(region)
        .setFunction(function)
        .setProduct(product)
        .setSubject(subject)
        .setRequests(requests)
        .setUnpriced(unpriced)
        .setEstimated(estimated)
        .setListUsd(listUsd.toPlainString())
        .setEstimatedUsd(estimatedUsd.toPlainString())
        .setQuantities(texts)
        .build();
  }

  byte[] bytes() {
    return Value.write(
        out -> {
          out.writeUTF(kind.name());
          out.writeUTF(month.toString());
          out.writeUTF(account);
          out.writeUTF(tenant);
          out.writeUTF(region);
          out.writeUTF(function);
          out.writeUTF(product);
          out.writeUTF(subject);
          out.writeLong(requests);
          out.writeLong(unpriced);
          out.writeLong(estimated);
          Value.decimal(out, listUsd);
          Value.decimal(out, estimatedUsd);
          out.writeByte(quantities.size());
          for (var entry : quantities.entrySet()) {
            out.writeUTF(entry.getKey().name());
            Value.decimal(out, entry.getValue());
          }
        });
  }

  static Item of(byte[] value) {
    return Value.read(
        value,
        in ->
            new Item(
                BillItemKind.valueOf(in.readUTF()),
                YearMonth.parse(in.readUTF()),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Value.decimal(in),
                Value.decimal(in),
                quantities(in)));
  }

  private static Map<BilledUnit, BigDecimal> quantities(DataInputStream in) throws IOException {
    var quantities = new EnumMap<BilledUnit, BigDecimal>(BilledUnit.class);
    int size = in.readByte();
    for (int i = 0; i < size; i++) {
      quantities.put(BilledUnit.valueOf(in.readUTF()), Value.decimal(in));
    }
    return quantities;
  }
}
