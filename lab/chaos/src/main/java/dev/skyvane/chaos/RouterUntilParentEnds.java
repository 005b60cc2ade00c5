package dev.skyvane.chaos;

import dev.skyvane.router.RouterMain;
import java.io.IOException;

/** Runs {@link RouterMain}, but not longer than the test: a killed test leaves no router behind. */
final class RouterUntilParentEnds {
  private RouterUntilParentEnds() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().name("parent").start(RouterUntilParentEnds::awaitEndOfInput);
    RouterMain.main(arguments);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Only the end of input says something.
      }
    } catch (IOException e) {
      // Nor is there a parent where input can't be read.
    }
    System.exit(0);
  }
}
