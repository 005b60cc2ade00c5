package dev.skyvane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChildJvmTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long MIB = 1024 * 1024;

  /** Says what it is told, and waits for the end of its input. */
  static final class Parrot {
    private Parrot() {}

    public static void main(String[] words) throws IOException {
      System.out.println("java " + Runtime.version().feature());
      for (var word : words) {
        System.out.println("said " + word);
      }
      if (words.length == 0) {
        System.exit(3);
      }
      System.in.transferTo(System.out);
    }
  }

  @Test
  void runsOnTheSameJavaAndClassPath() {
    try (var child = ChildJvm.start(Parrot.class, List.of("-Xmx32m"), List.of("a", "b c"))) {
      assertEquals(Integer.toString(Runtime.version().feature()), child.awaitLine("java ", LIMIT));
      assertEquals("b c", child.awaitLine("said b", LIMIT).replaceFirst("^", "b"));
      assertTrue(child.isAlive());
      child.freeze();
      child.thaw();
      child.kill();
      assertFalse(child.isAlive());
    }
  }

  @Test
  void givesTheOutputOfAChildThatEndsEarly() {
    try (var child = ChildJvm.start(Parrot.class, List.of(), List.of())) {
      var error = assertThrows(AssertionError.class, () -> child.awaitLine("said ", LIMIT));
      assertTrue(error.getMessage().contains("Parrot ended without a line 'said '"));
      assertTrue(error.getMessage().contains("java "));
      assertEquals(3, child.awaitEnd(LIMIT));
    }
  }

  @Test
  void limitsTheWait() {
    try (var child = ChildJvm.start(Parrot.class, List.of(), List.of("a"))) {
      var error =
          assertThrows(AssertionError.class, () -> child.awaitLine("never", Duration.ofMillis(10)));
      assertTrue(error.getMessage().contains("took longer than PT0.01S"), error.getMessage());
    }
  }

  @Test
  void knowsTheMostMemoryThatItHeld() {
    try (var small = ChildJvm.start(Parrot.class, List.of("-Xmx32m"), List.of("a"));
        var large =
            ChildJvm.start(
                Parrot.class, List.of("-Xms256m", "-XX:+AlwaysPreTouch"), List.of("a"))) {
      small.awaitLine("said ", LIMIT);
      large.awaitLine("said ", LIMIT);
      assertTrue(small.peakMemoryBytes() > 10 * MIB, () -> small.peakMemoryBytes() + " B");
      assertTrue(small.peakMemoryBytes() < 200 * MIB, () -> small.peakMemoryBytes() + " B");
      assertTrue(large.peakMemoryBytes() > 256 * MIB, () -> large.peakMemoryBytes() + " B");
      large.kill();
      assertEquals(0, large.peakMemoryBytes());
    }
  }
}
