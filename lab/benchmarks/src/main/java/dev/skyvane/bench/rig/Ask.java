package dev.skyvane.bench.rig;

import java.nio.ByteBuffer;

/**
 * What a request asks for. The provider reads how it is to answer in the payload itself, so it is
 * the same whoever calls it, in whatever order.
 *
 * @param function by its name
 * @param key ordering key; {@link #NO_KEY} for none
 * @param delayMicros how long the provider takes, in us
 * @param ending what it does then
 */
public record Ask(String function, int key, int delayMicros, Ending ending) {
  /** The key of a request without one. */
  public static final int NO_KEY = -1;

  /** Bytes at the payload's begin that say what is asked. */
  static final int HEAD = 17;

  /** How a call ends. */
  public enum Ending {
    /** The payload comes back. */
    ANSWER,
    /** The provider says that it is unavailable. */
    FAIL
  }

  /** Whether whoever asks gets a result, not an error. */
  public boolean healthy() {
    return ending == Ending.ANSWER;
  }

  /** Writes the head of a payload. */
  void write(ByteBuffer payload, int run, int index) {
    payload.putInt(run).putInt(index).putInt(key).putInt(delayMicros).put((byte) ending.ordinal());
  }
}
