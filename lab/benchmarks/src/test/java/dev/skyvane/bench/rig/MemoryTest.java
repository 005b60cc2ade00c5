package dev.skyvane.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.observe.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void aLineTellsAll() {
    var memory = new Memory(1, 2, 3, 4, 5, 6);

    assertEquals(memory, Memory.of(memory.line()));
  }

  @Test
  void metersAreReadAndThoseMissingAreZero() {
    var meters = new SimpleMeterRegistry();
    meters.gauge(Meter.PARKED.id(), 7);
    meters.counter(Meter.RECEIVED.id()).increment(3);
    var memory = Memory.ofThisJvm(meters);

    assertEquals(7, memory.parked());
    assertEquals(3, memory.received());
    assertEquals(0, memory.heldBytes());
    assertTrue(memory.usedBytes() > 0 && memory.usedBytes() <= memory.peakBytes(), memory::line);
  }

  @Test
  void theSystemCountsInKib() {
    assertEquals(123_456, Memory.kib("VmHWM:\t  123456 kB"));
  }
}
