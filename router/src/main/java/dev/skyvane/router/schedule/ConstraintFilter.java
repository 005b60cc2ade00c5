package dev.skyvane.router.schedule;

import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.Wire;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DataWithin;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The hard rules of a function and of an invocation. */
final class ConstraintFilter {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private ConstraintFilter() {}

  /** The first rule that a deployment breaks, in words; null if it breaks none. */
  static @Nullable String broken(
      Constraints rules, DeploymentView deployment, Data data, Need need) {
    if (deployment.defect() != null) {
      return deployment.defect();
    }
    var place = misplaced(rules, deployment.region());
    if (place != null) {
      return place;
    }
    var kind = unsuited(rules, deployment);
    if (kind != null) {
      return kind;
    }
    if (deployment.memoryMb() < need.memoryMb()) {
      return Wire.MIN_MEMORY;
    }
    // What is not known is NaN, and not enough.
    if (need.vcpu() > 0 && !(deployment.vcpu() >= need.vcpu())) {
      return Wire.MIN_VCPU;
    }
    if (farFromData(rules.getDataWithin(), deployment.region(), data)) {
      return "dataWithin " + rules.getDataWithin().name().toLowerCase(Locale.ROOT);
    }
    return rules.getMaxUsdPerMillion() == null
        ? null
        : overCeiling(rules.getMaxUsdPerMillion(), deployment);
  }

  private static @Nullable String misplaced(Constraints rules, RegionView region) {
    if (outside(rules.getCountries(), region.country())) {
      return "countries " + rules.getCountries();
    }
    if (among(rules.getExcludeCountries(), region.country())) {
      return "excludeCountries " + rules.getExcludeCountries();
    }
    if (outside(rules.getProviders(), region.provider())) {
      return "providers " + rules.getProviders();
    }
    if (among(rules.getExcludeProviders(), region.provider())) {
      return "excludeProviders " + rules.getExcludeProviders();
    }
    if (outside(rules.getRegions(), region.id())) {
      return "regions " + rules.getRegions();
    }
    if (among(rules.getExcludeRegions(), region.id())) {
      return "excludeRegions " + rules.getExcludeRegions();
    }
    for (var label : rules.getLabels().entrySet()) {
      if (!label.getValue().equals(region.labels().get(label.getKey()))) {
        return "label " + label.getKey() + "=" + label.getValue();
      }
    }
    return null;
  }

  private static @Nullable String unsuited(Constraints rules, DeploymentView deployment) {
    if (outside(rules.getArchitectures(), deployment.architecture())) {
      return "architectures " + rules.getArchitectures();
    }
    if (outside(rules.getAccelerators(), deployment.accelerator())) {
      return "accelerators " + rules.getAccelerators();
    }
    if (outside(rules.getIsolation(), deployment.isolation())) {
      return "isolation " + rules.getIsolation();
    }
    if (rules.getMinMemoryMb() != null && deployment.memoryMb() < rules.getMinMemoryMb()) {
      return "minMemory " + rules.getMinMemoryMb() + "MB";
    }
    // What is not known is NaN, and not enough.
    if (rules.getMinVcpu() != null && !(deployment.vcpu() >= rules.getMinVcpu())) {
      return "minVcpu " + rules.getMinVcpu();
    }
    return null;
  }

  /** Where nobody says where the data are there is nothing to be near to. */
  private static boolean farFromData(DataWithin within, RegionView region, Data data) {
    var source = data.source();
    return switch (within) {
      case ANYWHERE -> false;
      case COUNTRY ->
          source != null
              && (source.country() == null || !source.country().equals(region.country()));
      case REGION -> source != null && !source.id().equals(region.id());
      case UNKNOWN -> true;
    };
  }

  /** Whether it is not among what is allowed; what is unknown is not. */
  private static boolean outside(List<String> allowed, @Nullable String value) {
    return !allowed.isEmpty() && (value == null || !allowed.contains(value));
  }

  /** Whether it is forbidden; who names what is forbidden excludes what is unknown. */
  private static boolean among(List<String> forbidden, @Nullable String value) {
    return !forbidden.isEmpty() && (value == null || forbidden.contains(value));
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
