package dev.skyvane.standalone.manifest;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The regions that are known, and how people may call them. Immutable. */
public final class RegionNames {
  private final SortedSet<String> ids;

  private RegionNames(SortedSet<String> ids) {
    this.ids = ids;
  }

  /** Names of these regions, each {@code provider:name}. */
  public static RegionNames of(Collection<String> ids) {
    return new RegionNames(new TreeSet<>(ids));
  }

  /** These and further regions. */
  public RegionNames plus(Collection<String> more) {
    var all = new TreeSet<>(ids);
    all.addAll(more);
    return new RegionNames(all);
  }

  /**
   * The id of a region given by its id, or by its bare name where that is unique.
   *
   * @throws IllegalArgumentException if it is unknown or not unique; the message says so
   */
  public String resolve(String written) {
    if (ids.contains(written)) {
      return written;
    }
    var candidates =
        written.contains(":")
            ? List.<String>of()
            : ids.stream().filter(id -> bare(id).equals(written)).toList();
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    if (candidates.size() > 1) {
      throw new IllegalArgumentException(
          "'" + written + "' is ambiguous; write one of " + String.join(", ", candidates));
    }
    var names =
        written.contains(":") ? ids : ids.stream().map(RegionNames::bare).distinct().toList();
    throw new IllegalArgumentException(
        "there is no region '"
            + written
            + "'"
            + Suggestion.nearest(written, names)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("; 'skyvane get regions' lists them, a Region document adds one"));
  }

  private static String bare(String id) {
    return id.substring(id.indexOf(':') + 1);
  }
}
