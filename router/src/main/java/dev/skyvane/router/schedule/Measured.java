package dev.skyvane.router.schedule;

import org.jspecify.annotations.Nullable;

/** What has been measured of deployments. Thread-safe; never waits. */
public interface Measured {
  /** Nothing was. */
  Measured NOTHING =
      new Measured() {
        @Override
        public @Nullable Observation of(String deployment, String vantage) {
          return null;
        }

        @Override
        public double executionMs(String function) {
          return Double.NaN;
        }

        @Override
        public long suspectUntil(String deployment) {
          return 0;
        }

        @Override
        public long version(String function) {
          return 0;
        }
      };

  /** What counts now of a deployment as called from a vantage; null where nothing does. */
  @Nullable Observation of(String deployment, String vantage);

  /** Mean execution time of a function over its deployments, in ms; NaN where unknown. */
  double executionMs(String function);

  /**
   * Until when a deployment is suspected to have become slow, because calls in flight take longer
   * than they should, ms since 1970-01-01 UTC; 0 where it is not.
   */
  long suspectUntil(String deployment);

  /** Grows when plans of a function have to be made anew. */
  long version(String function);
}
