package dev.skyvane.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in environment variables that are allowed by name, and in files below one folder. Reads
 * anew at each call; {@code file:} blocks on the disk. Thread-safe.
 */
public final class ReferenceSecrets implements Secrets {

  /** Setting: names of environment variables that {@code env:} may read, separated by commas. */
  public static final String ENV_ALLOW = "secrets.env.allow";

  /** Setting: folder below which {@code file:} may read. */
  public static final String DIR = "secrets.dir";

  /** Largest secret file, in bytes: a key or a profile is a few KB; more is a wrong path. */
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final Set<String> allowed;
  private final @Nullable Path directory;
  private final UnaryOperator<@Nullable String> environment;

  ReferenceSecrets(
      Set<String> allowed, @Nullable Path directory, UnaryOperator<@Nullable String> environment) {
    this.allowed = Set.copyOf(allowed);
    this.directory = directory;
    this.environment = environment;
  }

  /** By the settings {@value #ENV_ALLOW} and {@value #DIR}; without them nothing resolves. */
  public static ReferenceSecrets of(Map<String, String> config) {
    Set<String> allowed =
        Arrays.stream(config.getOrDefault(ENV_ALLOW, "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    String dir = config.getOrDefault(DIR, "").strip();
    return new ReferenceSecrets(allowed, dir.isEmpty() ? null : Path.of(dir), System::getenv);
  }

  @Override
  public String resolve(String reference) {
    if (reference.startsWith("env:")) {
      return fromEnvironment(reference, reference.substring("env:".length()));
    }
    if (reference.startsWith("file:")) {
      return fromFile(reference, reference.substring("file:".length()));
    }
    // What stands here may be a secret that somebody pasted: it is not repeated.
    throw new IllegalArgumentException(
        "A reference to a secret begins with 'env:' or 'file:'; this one does not.");
  }

  private String fromEnvironment(String reference, String name) {
    if (!allowed.contains(name)) {
      throw refused(reference, "its name is not in " + ENV_ALLOW + "; add it there");
    }
    String value = environment.apply(name);
    if (value == null || value.isEmpty()) {
      throw refused(reference, "the variable is not set in this process's environment");
    }
    return value;
  }

  private String fromFile(String reference, String name) {
    if (directory == null) {
      throw refused(reference, DIR + " is not set; set it to the folder that holds the secrets");
    }
    Path base;
    Path file;
    try {
      base = directory.toRealPath();
    } catch (IOException e) {
      throw refused(reference, "the folder named by " + DIR + " cannot be read");
    }
    try {
      // The real path, so that neither '..' nor a link leads out of the folder. Links within it
      // are how Kubernetes mounts a secret.
      file = base.resolve(name).toRealPath();
    } catch (IOException | InvalidPathException e) {
      throw refused(reference, "there is no such file below " + DIR);
    }
    if (!file.startsWith(base) || file.equals(base)) {
      throw refused(reference, "it leads out of the folder named by " + DIR);
    }
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
        throw refused(
            reference, "it is not a regular file of at most " + MAX_FILE_BYTES + " bytes");
      }
      String value = Files.readString(file).strip();
      if (value.isEmpty()) {
        throw refused(reference, "the file is empty");
      }
      return value;
    } catch (IOException e) {
      throw refused(reference, "the file cannot be read as UTF-8 text");
    }
  }

  private static IllegalArgumentException refused(String reference, String rule) {
    return new IllegalArgumentException(
        "The secret '" + reference + "' is not resolved: " + rule + ".");
  }
}
