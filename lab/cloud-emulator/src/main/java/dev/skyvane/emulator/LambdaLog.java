package dev.skyvane.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The end of a run's log, with Lambda's START, END and REPORT lines. */
final class LambdaLog {

  private LambdaLog() {}

  static String taskTimedOut(FunctionOptions function) {
    return String.format(
        Locale.ROOT, "Task timed out after %.2f seconds", function.timeout().toMillis() / 1_000.0);
  }

  static String tail(String requestId, String version, FunctionOptions function, Ending.Ran ran) {
    var run = ran.run();
    var log = new StringBuilder(320);
    log.append("START RequestId: ").append(requestId).append(" Version: ").append(version);
    log.append('\n');
    if (ran.status() == LedgerEntry.Status.TIMEOUT) {
      log.append(requestId).append(' ').append(taskTimedOut(function)).append("\n\n");
    }
    log.append("END RequestId: ").append(requestId).append('\n');
    log.append("REPORT RequestId: ").append(requestId);
    log.append(String.format(Locale.ROOT, "\tDuration: %.2f ms", run.durationMs()));
    log.append("\tBilled Duration: ").append(run.billedMs()).append(" ms");
    log.append("\tMemory Size: ").append(function.memoryMb()).append(" MB");
    log.append("\tMax Memory Used: ").append(run.usedMb()).append(" MB");
    if (run.cold()) {
      log.append(String.format(Locale.ROOT, "\tInit Duration: %.2f ms", run.initMs()));
    }
    if (ran.status() == LedgerEntry.Status.TIMEOUT) {
      log.append("\tStatus: timeout");
    }
    log.append("\t\n");
    return Base64.getEncoder().encodeToString(log.toString().getBytes(StandardCharsets.UTF_8));
  }
}
