package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Sample;
import dev.skyvane.schemas.record.Outcome;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;

/** The table of deployments; forwards each counted outcome as a sample of its region, too. */
final class DeploymentProcessor extends TableProcessor<Outcome> {
  DeploymentProcessor(Rules rules, TableMeters meters) {
    super(MetricsTopology.DEPLOYMENTS, rules, meters);
  }

  @Override
  public void process(Record<String, Outcome> record) {
    var outcome = record.value();
    if (outcome == null) {
      return;
    }
    var rule = functions().rule(outcome.getFunction(), clock());
    var sample = Sample.of(outcome, record.timestamp(), rule.sloMs(), rule.deviation());
    if (add(sample)) {
      forward(
          new Record<>(
              outcome.getRegion(), sample.ofRegion(outcome.getRegion()), record.timestamp()));
    }
  }

  @Override
  Set<String> known(Functions.Deployed deployed) {
    return deployed.deployments();
  }
}
