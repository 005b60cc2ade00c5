package dev.skyvane.connect.carbon.source;

import dev.skyvane.schemas.record.CarbonReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shares of fossil fuels, which an API tells apart from the intensity. */
final class FossilShares {
  private FossilShares() {}

  /**
   * The readings with the shares of their times; one whose time has none stays as it is.
   *
   * @param shares 0 to 1, by the begin of the time that they speak of
   */
  static Answer joined(List<CarbonReading> readings, Map<Instant, Double> shares) {
    var joined = new ArrayList<CarbonReading>();
    boolean any = false;
    for (var reading : readings) {
      var share = shares.get(reading.getValidFrom());
      any |= share != null;
      joined.add(
          share == null
              ? reading
              : CarbonReading.newBuilder(reading).setFossilShare(share).build());
    }
    return any ? new Answer.Readings(joined) : new Answer.NoData("it has no mix of this time");
  }
}
