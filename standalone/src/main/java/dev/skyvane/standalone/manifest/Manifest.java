package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;

/** A document of a manifest file, read without fault. */
public sealed interface Manifest {

  /** Where it begins. */
  Position at();

  /** What it is and is called, as in {@code function/resize}. */
  String title();

  /**
   * A function. Its version is 0: whoever stores it counts.
   *
   * @param saysPaused whether the document says if it is paused; if not, what is stored stays
   */
  record Function(Position at, FunctionSpec spec, boolean saysPaused) implements Manifest {
    @Override
    public String title() {
      return "function/" + spec.getName();
    }
  }

  /** A region. */
  record Region(Position at, RegionSpec spec) implements Manifest {
    @Override
    public String title() {
      return "region/" + spec.getId();
    }
  }
}
