package dev.skyvane.cost.book;

import dev.skyvane.cost.charge.Footprint.Intensity;
import dev.skyvane.schemas.record.ReadingKind;

/**
 * What is newest of something that windows are kept of.
 *
 * @param updatedAt append time of its newest outcome, ms since 1970-01-01 UTC
 * @param account account that paid for it
 * @param runMs mean of recent runs, in ms; NaN: none ran yet
 * @param intensity grid intensity of the newest run
 */
public record Head(long updatedAt, String account, double runMs, Intensity intensity) {

  /** Weight of a new run in the mean: some ten runs are remembered. */
  private static final double WEIGHT = 0.1;

  /** Nothing was seen yet. */
  public static Head first(String account) {
    return new Head(0, account, Double.NaN, Intensity.UNKNOWN);
  }

  /** With one more run, or the same mean if nothing ran. */
  Head after(long at, String by, boolean ran, double ms, Intensity grid) {
    return new Head(
        Math.max(updatedAt, at),
        by,
        !ran ? runMs : Double.isNaN(runMs) ? ms : runMs + WEIGHT * (ms - runMs),
        !ran || at < updatedAt ? intensity : grid);
  }

  byte[] bytes() {
    return Value.write(
        out -> {
          out.writeLong(updatedAt);
          out.writeUTF(account);
          out.writeDouble(runMs);
          out.writeDouble(intensity.gramsPerKwh());
          out.writeDouble(intensity.fossilShare());
          out.writeUTF(intensity.kind().name());
          out.writeLong(intensity.ageMs());
          out.writeUTF(intensity.source());
        });
  }

  static Head of(byte[] value) {
    return Value.read(
        value,
        in ->
            new Head(
                in.readLong(),
                in.readUTF(),
                in.readDouble(),
                new Intensity(
                    in.readDouble(),
                    in.readDouble(),
                    ReadingKind.valueOf(in.readUTF()),
                    in.readLong(),
                    in.readUTF())));
  }
}
