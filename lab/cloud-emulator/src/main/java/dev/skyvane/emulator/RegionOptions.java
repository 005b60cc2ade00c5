package dev.skyvane.emulator;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * One emulated region.
 *
 * @param id {@code provider:name}
 * @param service what the region is emulated as
 * @param latitude degrees north
 * @param longitude degrees east
 * @param concurrency most runs at once, all functions together; over it callers are throttled
 * @param network how far away callers are, in time
 * @param coldStart what it takes to begin an instance
 * @param serviceCv coefficient of variation of the service time; 0.03 to 0.06 was measured on AWS
 *     over six months (Cordingly and Lloyd, "Enabling Serverless Sky Computing", IV.A)
 * @param serviceFactor factor on every service time: 1.1 is a region whose processors are 10 %
 *     slower
 * @param price what the region charges
 */
public record RegionOptions(
    String id,
    CloudService service,
    double latitude,
    double longitude,
    int concurrency,
    Network network,
    ColdStart coldStart,
    double serviceCv,
    double serviceFactor,
    Price price) {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*:[a-z0-9][a-z0-9-]*");

  /**
   * The way between caller and region: {@code rtt = baseMs + msPerKm * great-circle distance},
   * times a log-normal factor of mean 1.
   *
   * @param baseMs round trip at distance 0, in ms
   * @param msPerKm round trip per km, in ms
   * @param cv coefficient of variation of the round trip
   */
  public record Network(double baseMs, double msPerKm, double cv) {

    /**
     * 2 ms, 0.016 ms/km, CV 5 %. Light in fibre needs 0.0098 ms/km there and back (refractive index
     * 1.47); the rest is the detour of cables, about a factor of 1.6 on long routes.
     */
    public static final Network WORLD = new Network(2.0, 0.016, 0.05);

    /** No delay at all, for tests of other things. */
    public static final Network NONE = new Network(0, 0, 0);

    public Network {
      Require.atLeast("network.baseMs", baseMs, 0);
      Require.atLeast("network.msPerKm", msPerKm, 0);
      Require.within("network.cv", cv, 0, 2);
    }

    /** The same with another coefficient of variation. */
    public Network withCv(double other) {
      return new Network(baseMs, msPerKm, other);
    }
  }

  /**
   * How instances begin and end. The initialisation is log-normal.
   *
   * @param medianMs median time to begin an instance, in ms; 0 begins at once
   * @param cv coefficient of variation of that time
   * @param keepAlive how long an idle instance stays
   */
  public record ColdStart(double medianMs, double cv, Duration keepAlive) {

    /** 180 ms, CV 25 %, five minutes: a small function on a light runtime. */
    public static final ColdStart LIGHT = new ColdStart(180, 0.25, Duration.ofMinutes(5));

    /**
     * 1 s, CV 40 %, 15 minutes, for Google's functions: usually 0.5 to 2 s, idle for 15 minutes
     * (mikhail.io/serverless/coldstarts/big3, January 2021).
     */
    public static final ColdStart GOOGLE = new ColdStart(1_000, 0.4, Duration.ofMinutes(15));

    /**
     * 2.5 s, CV 50 %, 20 minutes, for Azure Functions on the consumption plan: often up to 5 s,
     * idle for 20 to 30 minutes (same source as {@link #GOOGLE}).
     */
    public static final ColdStart AZURE = new ColdStart(2_500, 0.5, Duration.ofMinutes(20));

    /** 1.5 s, CV 30 %, a day: one more pod, which stays until the function is scaled. */
    public static final ColdStart POD = new ColdStart(1_500, 0.3, Duration.ofDays(1));

    /** Instances begin at once and stay, for tests of other things. */
    public static final ColdStart NONE = new ColdStart(0, 0, Duration.ofDays(1));

    public ColdStart {
      Require.atLeast("coldStart.medianMs", medianMs, 0);
      Require.within("coldStart.cv", cv, 0, 3);
      if (keepAlive.isNegative()) {
        throw new IllegalArgumentException(
            "coldStart.keepAlive is " + keepAlive + "; it must not be negative.");
      }
    }
  }

  public RegionOptions {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "Region id '" + id + "' is not of the form provider:name, as in aws:eu-north-1.");
    }
    Require.within("latitude of " + id, latitude, -90, 90);
    Require.within("longitude of " + id, longitude, -180, 180);
    Require.atLeast("concurrency of " + id, concurrency, 1);
    Require.within("serviceCv of " + id, serviceCv, 0, 1);
    Require.within("serviceFactor of " + id, serviceFactor, 0.01, 100);
  }

  /**
   * A region of its provider's usual service, as {@link #of(String, CloudService, double, double)}.
   */
  public static RegionOptions of(String id, double latitude, double longitude) {
    var colon = id.indexOf(':');
    return of(id, CloudService.of(colon < 0 ? id : id.substring(0, colon)), latitude, longitude);
  }

  /**
   * A region with the defaults: the service's own limit, cold starts and price, the world's
   * network, CV 4 %.
   */
  public static RegionOptions of(
      String id, CloudService service, double latitude, double longitude) {
    return new RegionOptions(
        id,
        service,
        latitude,
        longitude,
        service.concurrency(),
        Network.WORLD,
        service.coldStart(),
        0.04,
        1.0,
        service.price());
  }

  /** A region that answers at once: no network delay, no cold starts, no variation. For tests. */
  public static RegionOptions instant(String id) {
    return of(id, 0, 0).instant();
  }

  /** The same as {@link #instant(String)}, of a service. */
  public static RegionOptions instant(String id, CloudService service) {
    return of(id, service, 0, 0).instant();
  }

  private RegionOptions instant() {
    return withNetwork(Network.NONE)
        .withColdStart(ColdStart.NONE)
        .withServiceCv(0)
        .withConcurrency(1_000);
  }

  /** The part of the id before the colon. */
  public String provider() {
    return id.substring(0, id.indexOf(':'));
  }

  /** The part of the id after the colon. */
  public String name() {
    return id.substring(id.indexOf(':') + 1);
  }

  /** The same with another limit of runs at once. */
  public RegionOptions withConcurrency(int limit) {
    return new RegionOptions(
        id,
        service,
        latitude,
        longitude,
        limit,
        network,
        coldStart,
        serviceCv,
        serviceFactor,
        price);
  }

  /** The same with another network. */
  public RegionOptions withNetwork(Network other) {
    return new RegionOptions(
        id,
        service,
        latitude,
        longitude,
        concurrency,
        other,
        coldStart,
        serviceCv,
        serviceFactor,
        price);
  }

  /** The same with another cold start. */
  public RegionOptions withColdStart(ColdStart other) {
    return new RegionOptions(
        id,
        service,
        latitude,
        longitude,
        concurrency,
        network,
        other,
        serviceCv,
        serviceFactor,
        price);
  }

  /** The same with another variation of service times. */
  public RegionOptions withServiceCv(double cv) {
    return new RegionOptions(
        id,
        service,
        latitude,
        longitude,
        concurrency,
        network,
        coldStart,
        cv,
        serviceFactor,
        price);
  }

  /** The same with another factor on service times. */
  public RegionOptions withServiceFactor(double factor) {
    return new RegionOptions(
        id,
        service,
        latitude,
        longitude,
        concurrency,
        network,
        coldStart,
        serviceCv,
        factor,
        price);
  }

  /** The same with another price. */
  public RegionOptions withPrice(Price other) {
    return new RegionOptions(
        id,
        service,
        latitude,
        longitude,
        concurrency,
        network,
        coldStart,
        serviceCv,
        serviceFactor,
        other);
  }
}
