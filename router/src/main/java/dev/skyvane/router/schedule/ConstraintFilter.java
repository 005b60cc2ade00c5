package dev.skyvane.router.schedule;

import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.schemas.record.Constraints;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hard rules of a function. */
final class ConstraintFilter {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private ConstraintFilter() {}

  /** The first rule that a deployment breaks, in words; null if it breaks none. */
  static @Nullable String broken(Constraints rules, DeploymentView deployment) {
    if (deployment.defect() != null) {
      return deployment.defect();
    }
    var region = deployment.region();
    if (outside(rules.getCountries(), region.country())) {
      return "countries " + rules.getCountries();
    }
    if (outside(rules.getProviders(), region.provider())) {
      return "providers " + rules.getProviders();
    }
    if (outside(rules.getRegions(), region.id())) {
      return "regions " + rules.getRegions();
    }
    if (rules.getExcludeRegions().contains(region.id())) {
      return "excludeRegions " + rules.getExcludeRegions();
    }
    if (outside(rules.getArchitectures(), deployment.architecture())) {
      return "architectures " + rules.getArchitectures();
    }
    for (var label : rules.getLabels().entrySet()) {
      if (!label.getValue().equals(region.labels().get(label.getKey()))) {
        return "label " + label.getKey() + "=" + label.getValue();
      }
    }
    if (rules.getMinMemoryMb() != null && deployment.memoryMb() < rules.getMinMemoryMb()) {
      return "minMemory " + rules.getMinMemoryMb() + "MB";
    }
    return rules.getMaxUsdPerMillion() == null
        ? null
        : overCeiling(rules.getMaxUsdPerMillion(), deployment);
  }

  private static boolean outside(List<String> allowed, @Nullable String value) {
    return !allowed.isEmpty() && (value == null || !allowed.contains(value));
  }

  private static @Nullable String overCeiling(String text, DeploymentView deployment) {
    BigDecimal ceiling;
    try {
      ceiling = new BigDecimal(text);
    } catch (NumberFormatException e) {
      return "maxPrice '" + text + "' (not a decimal number of USD/million)";
    }
    double expected = deployment.expectedUsd();
    return Double.isNaN(expected)
            || BigDecimal.valueOf(expected).multiply(MILLION).compareTo(ceiling) > 0
        ? "maxPrice " + text + " USD/million"
        : null;
  }
}
