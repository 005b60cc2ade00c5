package dev.skyvane.router.dispatch;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts picks per function, for plans that spread in turn. Thread-safe. */
final class Turns {
  private final ConcurrentHashMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  int next(String function) {
    return counts.computeIfAbsent(function, _ -> new AtomicInteger()).getAndIncrement();
  }
}
