package dev.skyvane.testkit.guarantee;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an invocation may end.
 *
 * @param endings as {@link Replied#ending()} and {@link Buried#ending()} say it
 * @param result the bytes of the result where it ends well; null if they don't matter
 */
public record Expected(Set<String> endings, @Nullable ByteBuffer result) {
  public Expected {
    endings = Set.copyOf(endings);
  }

  /** A result of just these bytes. */
  public static Expected result(byte[] bytes) {
    return new Expected(Set.of(Replied.OK), ByteBuffer.wrap(bytes.clone()));
  }

  /** One ending, of which the bytes don't matter. */
  public static Expected ending(String ending) {
    return new Expected(Set.of(ending), null);
  }

  /** The same, or one of these endings. */
  public Expected or(Set<String> others) {
    var all = new HashSet<>(endings);
    all.addAll(others);
    return new Expected(all, result);
  }
}
