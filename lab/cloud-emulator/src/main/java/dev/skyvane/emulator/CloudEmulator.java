package dev.skyvane.emulator;

import java.util.Collection;
import java.util.List;

/** All regions. */
public final class CloudEmulator implements AutoCloseable {
  private CloudEmulator() {}

  public static CloudEmulator start(EmulatorOptions options) {
    return new CloudEmulator();
  }

  public EmulatedRegion region(String regionId) {
    throw new UnsupportedOperationException();
  }

  public Collection<EmulatedRegion> regions() {
    return List.of();
  }

  @Override
  public void close() {}
}
