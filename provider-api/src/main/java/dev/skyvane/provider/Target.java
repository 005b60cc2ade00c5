package dev.skyvane.provider;

import org.jspecify.annotations.Nullable;

/**
 * A deployment as an adapter needs to know it.
 *
 * @param deployment id of the deployment
 * @param region id of the region, as in {@code aws:eu-north-1}
 * @param address what reaches it: an ARN, a name, an URL
 * @param memoryMb configured memory, in MB
 * @param endpoint URL in place of the real cloud's, or null
 * @param credentials reference to credentials, or null for the provider's default chain
 * @param auth how the caller authenticates, a reference, or null
 */
public record Target(
    String deployment,
    String region,
    String address,
    int memoryMb,
    @Nullable String endpoint,
    @Nullable String credentials,
    @Nullable String auth) {

  /** The region's name within its provider, as in {@code eu-north-1}. */
  public String regionName() {
    return region.substring(region.indexOf(':') + 1);
  }
}
