package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.record.ReadingKind;
import java.time.Instant;
import java.util.Random;
import java.util.stream.DoubleStream;

/** Rows of the live tables, as full as those of the stream services. Not thread-safe. */
final class LiveRows {
  private static final int HOURS = 24;

  private final Random random;

  LiveRows(long seed) {
    random = new Random(seed);
  }

  LatencyStats latency(String key) {
    double mean = 50 + random.nextDouble(200);
    var now = Instant.now();
    return LatencyStats.newBuilder()
        .setTarget(key.substring(0, key.indexOf('@')))
        .setVantage(key.substring(key.indexOf('@') + 1))
        .setUpdatedAt(now)
        .setWindowFrom(now.minusSeconds(55))
        .setWindowTo(now.plusSeconds(5))
        .setCount(60)
        .setErrors(1)
        .setColdStarts(2)
        .setWarmCount(57)
        .setEwmaMs(mean)
        .setPeakEwmaMs(mean * 1.2)
        .setMeanMs(mean)
        .setP50Ms(mean)
        .setP90Ms(mean * 1.4)
        .setP95Ms(mean * 1.6)
        .setP99Ms(mean * 2)
        .setP999Ms(mean * 2.2)
        .setRelativeError(0.01)
        .setQueueMs(1.5)
        .setNetworkMs(20.0)
        .setExecutionMs(mean - 20)
        .setBaselineMs(mean)
        .setBaselineSdMs(mean / 4)
        .setProfileMeanMs(
            DoubleStream.generate(() -> mean * (0.9 + random.nextDouble() / 5))
                .limit(HOURS)
                .boxed()
                .toList())
        .build();
  }

  CostStats cost(String key) {
    long requests = 1_000_000 + random.nextInt(1_000_000);
    var usd = "0.%018d".formatted(requests * 1_000_000_000L);
    return CostStats.newBuilder()
        .setTarget(key)
        .setUpdatedAt(Instant.now())
        .setAccount("http")
        .setMonth("2026-11")
        .setRequests(requests)
        .setListCostUsd(usd)
        .setEstimatedUsd("0")
        .setMarginalUsd(random.nextDouble() / 1e5)
        .setMarginalListUsd(random.nextDouble() / 1e5)
        .setExpectedMs(100 + random.nextDouble())
        .setFreeRequests("0")
        .setFreeGbSeconds("0")
        .setWindowFrom(Instant.now())
        .setWindowMs(60_000)
        .setWindowRequests(60)
        .setWindowListUsd(usd)
        .setWindowSpendUsd(usd)
        .build();
  }

  CarbonReading reading(String zone) {
    return CarbonReading.newBuilder()
        .setZone(zone)
        .setValidFrom(Instant.now())
        .setGramsPerKwh(random.nextDouble(500))
        .setFossilShare(random.nextDouble())
        .setKind(ReadingKind.MEASURED)
        .setSource("bench")
        .build();
  }
}
