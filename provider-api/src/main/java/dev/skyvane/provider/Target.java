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
 * @param credentials reference to the credentials of the caller's tenant, else of the region, or
 *     null for the provider's default chain
 * @param auth how the caller authenticates: a scheme, with a reference or without one; or null
 * @param shape how it wants to be called where its provider speaks HTTP
 */
public record Target(
    String deployment,
    String region,
    String address,
    int memoryMb,
    @Nullable String endpoint,
    @Nullable String credentials,
    @Nullable String auth,
    CallShape shape) {

  /** A deployment that is called in the usual way. */
  public Target(
      String deployment,
      String region,
      String address,
      int memoryMb,
      @Nullable String endpoint,
      @Nullable String credentials,
      @Nullable String auth) {
    this(deployment, region, address, memoryMb, endpoint, credentials, auth, CallShape.PLAIN);
  }

  /** The same with other credentials. */
  public Target withCredentials(String reference) {
    return new Target(deployment, region, address, memoryMb, endpoint, reference, auth, shape);
  }

  /** The same, called in another way. */
  public Target withShape(CallShape other) {
    return new Target(deployment, region, address, memoryMb, endpoint, credentials, auth, other);
  }

  /** The region's name within its provider, as in {@code eu-north-1}. */
  public String regionName() {
    return region.substring(region.indexOf(':') + 1);
  }
}
