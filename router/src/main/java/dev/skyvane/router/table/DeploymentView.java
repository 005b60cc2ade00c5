package dev.skyvane.router.table;

import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.provider.Target;
import dev.skyvane.router.limit.Load;
import org.jspecify.annotations.Nullable;

/**
 * A deployment ready to be chosen and called.
 *
 * @param id of the deployment
 * @param region where it is
 * @param target as the adapter wants it
 * @param memoryMb configured memory, in MB
 * @param vcpu virtual processors, declared or derived by the provider's rule
 * @param architecture x86_64 or arm64
 * @param accelerator as in nvidia-l4, or null for none
 * @param isolation container, gvisor or firecracker; null where unknown
 * @param price list prices of its runs, or null where unknown
 * @param expectedUsd list price of a run of the function's expected duration, USD; NaN where
 *     unknown
 * @param expectedGrams carbon of such a run, gCO2e; NaN where unknown
 * @param load in-flight count, shared by all views of this deployment
 * @param defect why it can't be called at all, or null
 */
public record DeploymentView(
    String id,
    RegionView region,
    Target target,
    int memoryMb,
    double vcpu,
    String architecture,
    @Nullable String accelerator,
    @Nullable String isolation,
    @Nullable RunPrice price,
    double expectedUsd,
    double expectedGrams,
    Load load,
    @Nullable String defect) {}
