package dev.skyvane.cost.book;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.cost.charge.Charge;
import dev.skyvane.cost.charge.Footprint;
import dev.skyvane.schemas.record.ReadingKind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a window has seen. Immutable; {@link #plus} of windows is exact for counts and money.
 *
 * @param attempts outcomes, those that did not run included
 * @param requests attempts that ran
 * @param unpriced of them those whose list cost is unknown; they are in no sum of money
 * @param estimated of them those whose metering is estimated
 * @param listUsd sum of list costs
 * @param estimatedUsd part of it that rests on estimated metering
 * @param spendUsd the same beside what the month had used before: less what was free or cheaper
 * @param gbSeconds GB-seconds
 * @param vcpuSeconds vCPU-seconds
 * @param dataOutBytes data that left a region, in bytes
 * @param dataOutUsd its list price, as far as it is known
 * @param kilowattHours energy, in kWh
 * @param transmissionGrams carbon of data on its way, in gCO2e
 * @param fossilGbSeconds FF-GBS
 * @param unknownCarbon runs whose carbon is unknown; they are in no sum of carbon
 * @param oldestReadingMs age of the oldest reading that was used, in ms; -1: none was
 * @param grams carbon by how the grid's intensity is known, in gCO2e
 */
public record Sums(
    long attempts,
    long requests,
    long unpriced,
    long estimated,
    BigDecimal listUsd,
    BigDecimal estimatedUsd,
    BigDecimal spendUsd,
    BigDecimal gbSeconds,
    BigDecimal vcpuSeconds,
    long dataOutBytes,
    BigDecimal dataOutUsd,
    double kilowattHours,
    double transmissionGrams,
    double fossilGbSeconds,
    long unknownCarbon,
    long oldestReadingMs,
    Grams grams) {

  /** Nothing was seen. */
  public static final Sums NOTHING =
      new Sums(
          0,
          0,
          0,
          0,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          0,
          BigDecimal.ZERO,
          0,
          0,
          0,
          0,
          -1,
          Grams.NONE);

  /**
   * What one attempt adds.
   *
   * @param spendUsd what it cost beside what the month had used before; null: unknown, then its
   *     list cost counts
   */
  public static Sums of(Charge charge, @Nullable BigDecimal spendUsd) {
    if (!charge.ran()) {
      return new Sums(
          1,
          0,
          0,
          0,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          0,
          BigDecimal.ZERO,
          0,
          0,
          0,
          0,
          -1,
          Grams.NONE);
    }
    BigDecimal list = charge.listUsd() == null ? BigDecimal.ZERO : charge.listUsd();
    BigDecimal dataOutUsd = BigDecimal.ZERO;
    long dataOutBytes = 0;
    for (Charge.DataOut out : charge.dataOut()) {
      dataOutBytes += out.bytes();
      if (out.list() != null) {
        dataOutUsd = dataOutUsd.add(out.list().listUsd(out.usage()));
      }
    }
    Footprint footprint = charge.footprint();
    boolean known = !Double.isNaN(footprint.grams());
    return new Sums(
        1,
        1,
        charge.listUsd() == null ? 1 : 0,
        charge.estimated() ? 1 : 0,
        list,
        charge.estimated() ? list : BigDecimal.ZERO,
        spendUsd == null ? list : spendUsd,
        charge.usage().of(BilledUnit.GB_SECOND),
        charge.usage().of(BilledUnit.VCPU_SECOND),
        dataOutBytes,
        dataOutUsd,
        footprint.kilowattHours(),
        footprint.transmissionGrams(),
        Double.isNaN(footprint.fossilGbSeconds()) ? 0 : footprint.fossilGbSeconds(),
        known ? 0 : 1,
        footprint.intensity().ageMs(),
        known ? Grams.of(footprint.intensity().kind(), footprint.grams()) : Grams.NONE);
  }

  /** Both together. */
  public Sums plus(Sums more) {
    return new Sums(
        attempts + more.attempts,
        requests + more.requests,
        unpriced + more.unpriced,
        estimated + more.estimated,
        listUsd.add(more.listUsd),
        estimatedUsd.add(more.estimatedUsd),
        spendUsd.add(more.spendUsd),
        gbSeconds.add(more.gbSeconds),
        vcpuSeconds.add(more.vcpuSeconds),
        dataOutBytes + more.dataOutBytes,
        dataOutUsd.add(more.dataOutUsd),
        kilowattHours + more.kilowattHours,
        transmissionGrams + more.transmissionGrams,
        fossilGbSeconds + more.fossilGbSeconds,
        unknownCarbon + more.unknownCarbon,
        Math.max(oldestReadingMs, more.oldestReadingMs),
        grams.plus(more.grams));
  }

  byte[] bytes() {
    return Value.write(this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeLong(attempts);
    out.writeLong(requests);
    out.writeLong(unpriced);
    out.writeLong(estimated);
    Value.decimal(out, listUsd);
    Value.decimal(out, estimatedUsd);
    Value.decimal(out, spendUsd);
    Value.decimal(out, gbSeconds);
    Value.decimal(out, vcpuSeconds);
    out.writeLong(dataOutBytes);
    Value.decimal(out, dataOutUsd);
    out.writeDouble(kilowattHours);
    out.writeDouble(transmissionGrams);
    out.writeDouble(fossilGbSeconds);
    out.writeLong(unknownCarbon);
    out.writeLong(oldestReadingMs);
    out.writeDouble(grams.measured);
    out.writeDouble(grams.estimated);
    out.writeDouble(grams.forecast);
    out.writeDouble(grams.yearly);
  }

  static Sums of(byte[] value) {
    return Value.read(value, Sums::read);
  }

  private static Sums read(DataInputStream in) throws IOException {
    return new Sums(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        Value.decimal(in),
        Value.decimal(in),
        Value.decimal(in),
        Value.decimal(in),
        Value.decimal(in),
        in.readLong(),
        Value.decimal(in),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        new Grams(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
  }

  /**
   * Carbon by how the grid's intensity is known, in gCO2e.
   *
   * @param measured by a measured intensity
   * @param estimated by an estimated one, or one of which its source does not say how it is known
   * @param forecast by a forecast
   * @param yearly by a yearly average
   */
  public record Grams(double measured, double estimated, double forecast, double yearly) {

    /** Nothing. */
    public static final Grams NONE = new Grams(0, 0, 0, 0);

    static Grams of(ReadingKind kind, double grams) {
      return switch (kind) {
        case MEASURED -> new Grams(grams, 0, 0, 0);
        case ESTIMATED, UNKNOWN -> new Grams(0, grams, 0, 0);
        case FORECAST -> new Grams(0, 0, grams, 0);
        case YEARLY_AVERAGE -> new Grams(0, 0, 0, grams);
      };
    }

    /** All together. */
    public double sum() {
      return measured + estimated + forecast + yearly;
    }

    Grams plus(Grams more) {
      return new Grams(
          measured + more.measured,
          estimated + more.estimated,
          forecast + more.forecast,
          yearly + more.yearly);
    }
  }
}
