package dev.skyvane.emulator;

import java.net.URI;

/** One emulated region. */
public final class EmulatedRegion {
  public RegionOptions options() {
    throw new UnsupportedOperationException();
  }

  public String id() {
    throw new UnsupportedOperationException();
  }

  public URI endpoint() {
    throw new UnsupportedOperationException();
  }

  /** ARN on Lambda, URL elsewhere. */
  public String address(String functionName) {
    throw new UnsupportedOperationException();
  }

  public void deploy(String functionName, int memoryMb, SampleFunction function) {
    deploy(FunctionOptions.of(functionName, memoryMb, function));
  }

  public void deploy(FunctionOptions function) {
    throw new UnsupportedOperationException();
  }

  public void undeploy(String functionName) {
    throw new UnsupportedOperationException();
  }

  public Faults faults() {
    throw new UnsupportedOperationException();
  }

  public Ledger ledger() {
    throw new UnsupportedOperationException();
  }

  public int inFlight() {
    throw new UnsupportedOperationException();
  }

  public int maxInFlight() {
    throw new UnsupportedOperationException();
  }
}
