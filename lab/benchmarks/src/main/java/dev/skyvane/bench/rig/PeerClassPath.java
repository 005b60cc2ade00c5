package dev.skyvane.bench.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The class path of the peer, which can't share one with Vert.x 5. */
final class PeerClassPath {
  /** The system property that names the folder in which the peer was built. */
  static final String PROPERTY = "skyvane.bench.peer";

  private PeerClassPath() {}

  /**
   * The class path.
   *
   * @throws IllegalStateException if the peer was not built, or nobody says where
   */
  static String text() {
    return in(System.getProperty(PROPERTY));
  }

  /** The class path of the peer that was built in a folder. */
  static String in(@Nullable String folder) {
    if (folder == null) {
      throw new IllegalStateException(
          "where the peer was built is not known; start it as ./skyvane bench, or set -D"
              + PROPERTY
              + " to the folder lab/parallel-consumer-peer/target");
    }
    var list = Path.of(folder, "peer.classpath");
    try {
      return Path.of(folder, "classes") + File.pathSeparator + Files.readString(list).strip();
    } catch (NoSuchFileException e) {
      throw new IllegalStateException(
          "the peer was not built: there is no "
              + list
              + "; build it with mvn -pl lab/parallel-consumer-peer package",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + list, e);
    }
  }
}
