package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Sample;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;

/** The table of regions. */
final class RegionProcessor extends TableProcessor<Sample> {
  RegionProcessor(Rules rules, TableMeters meters) {
    super(MetricsTopology.REGIONS, rules, meters);
  }

  @Override
  public void process(Record<String, Sample> record) {
    add(record.value());
  }

  @Override
  Set<String> known(Functions.Deployed deployed) {
    return deployed.regions();
  }
}
