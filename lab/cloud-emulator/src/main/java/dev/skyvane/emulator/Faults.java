package dev.skyvane.emulator;

import java.util.function.UnaryOperator;

/**
 * The faults of one region, switched at run time; they hold for calls that arrive afterwards.
 * Thread-safe. Which calls a rate hits is drawn from the emulator's seed.
 */
public final class Faults {

  /** How a region that is down answers. */
  public enum Outage {
    /** The region is up. */
    NONE,
    /** Every call is answered with 503. */
    UNAVAILABLE,
    /** Connections are accepted, and closed without an answer when a call arrives. */
    DROPPED,
    /** Nothing listens on the region's port. */
    REFUSED
  }

  /**
   * All faults of a region together.
   *
   * @param slowdownMs added to every service time, in ms
   * @param slowdownFactor factor on every service time, before {@code slowdownMs}
   * @param errorRate share of calls answered with the provider's own error (500), 0 to 1
   * @param functionErrorRate share of runs that end in a function error, 0 to 1
   * @param throttleRate share of calls throttled whatever the limit, 0 to 1
   * @param hangRate share of calls that are accepted and never answered, 0 to 1
   * @param slowBodyMs time over which the body of an answer trickles out, in ms
   * @param outage whether and how the region is down
   */
  public record Settings(
      double slowdownMs,
      double slowdownFactor,
      double errorRate,
      double functionErrorRate,
      double throttleRate,
      double hangRate,
      double slowBodyMs,
      Outage outage) {

    /** No fault. */
    public static final Settings NONE = new Settings(0, 1, 0, 0, 0, 0, 0, Outage.NONE);

    public Settings {
      Require.atLeast("slowdownMs", slowdownMs, 0);
      Require.within("slowdownFactor", slowdownFactor, 0.01, 1_000);
      Require.within("errorRate", errorRate, 0, 1);
      Require.within("functionErrorRate", functionErrorRate, 0, 1);
      Require.within("throttleRate", throttleRate, 0, 1);
      Require.within("hangRate", hangRate, 0, 1);
      Require.within("slowBodyMs", slowBodyMs, 0, 600_000);
    }

    /** The same with another slowdown, in ms. */
    public Settings withSlowdownMs(double ms) {
      return new Settings(
          ms,
          slowdownFactor,
          errorRate,
          functionErrorRate,
          throttleRate,
          hangRate,
          slowBodyMs,
          outage);
    }

    /** The same with another factor on service times. */
    public Settings withSlowdownFactor(double factor) {
      return new Settings(
          slowdownMs,
          factor,
          errorRate,
          functionErrorRate,
          throttleRate,
          hangRate,
          slowBodyMs,
          outage);
    }

    /** The same with another share of provider errors. */
    public Settings withErrorRate(double rate) {
      return new Settings(
          slowdownMs,
          slowdownFactor,
          rate,
          functionErrorRate,
          throttleRate,
          hangRate,
          slowBodyMs,
          outage);
    }

    /** The same with another share of function errors. */
    public Settings withFunctionErrorRate(double rate) {
      return new Settings(
          slowdownMs, slowdownFactor, errorRate, rate, throttleRate, hangRate, slowBodyMs, outage);
    }

    /** The same with another share of throttled calls. */
    public Settings withThrottleRate(double rate) {
      return new Settings(
          slowdownMs,
          slowdownFactor,
          errorRate,
          functionErrorRate,
          rate,
          hangRate,
          slowBodyMs,
          outage);
    }

    /** The same with another share of hanging calls. */
    public Settings withHangRate(double rate) {
      return new Settings(
          slowdownMs,
          slowdownFactor,
          errorRate,
          functionErrorRate,
          throttleRate,
          rate,
          slowBodyMs,
          outage);
    }

    /** The same with answers that trickle out over another time, in ms. */
    public Settings withSlowBodyMs(double ms) {
      return new Settings(
          slowdownMs,
          slowdownFactor,
          errorRate,
          functionErrorRate,
          throttleRate,
          hangRate,
          ms,
          outage);
    }

    /** The same with another outage. */
    public Settings withOutage(Outage other) {
      return new Settings(
          slowdownMs,
          slowdownFactor,
          errorRate,
          functionErrorRate,
          throttleRate,
          hangRate,
          slowBodyMs,
          other);
    }
  }

  private final OutageSwitch outageSwitch;
  private volatile Settings current = Settings.NONE;

  /** Opens or closes a region's port; returns when that is done. */
  @FunctionalInterface
  interface OutageSwitch {
    void apply(Outage outage);
  }

  Faults(OutageSwitch outageSwitch) {
    this.outageSwitch = outageSwitch;
  }

  /** The faults in force. */
  public Settings current() {
    return current;
  }

  /**
   * Puts faults in force. Returns when they hold; with {@link Outage#REFUSED} that is when the port
   * is closed, and after it when the port is open again.
   *
   * @throws IllegalStateException if the port can't be opened again; the faults stay as they were
   */
  public synchronized void set(Settings settings) {
    outageSwitch.apply(settings.outage());
    current = settings;
  }

  /** Changes the faults in force, as in {@code change(f -> f.withSlowdownMs(250))}. */
  public synchronized void change(UnaryOperator<Settings> change) {
    set(change.apply(current));
  }

  /** Ends all faults. */
  public void clear() {
    set(Settings.NONE);
  }
}
