package dev.skyvane.router.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The callers of a file, one a line: {@code key NAME HASH TENANT GRANT...} for an API key, {@code
 * basic USER HASH TENANT GRANT...} for a password. A tenant of {@code -} is none; {@code #} begins
 * a comment. Immutable.
 */
final class KeyFile {
  private static final int LEAST_FIELDS = 5;
  private static final int FIRST_GRANT = 4;

  /** API keys by the hash of the key. */
  private final Map<String, Caller> keys = new HashMap<>();

  /** Passwords by user. */
  private final Map<String, User> users = new HashMap<>();

  private record User(SecretHash hash, Caller caller) {}

  private KeyFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException that names the line and the rule, and no secret
   */
  static KeyFile read(Path path) throws IOException {
    var file = new KeyFile();
    int number = 0;
    for (var line : Files.readAllLines(path, UTF_8)) {
      number++;
      var text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        try {
          file.add(text.split("\\s+"));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
      }
    }
    return file;
  }

  private void add(String[] fields) {
    if (fields.length < LEAST_FIELDS || !Set.of("key", "basic").contains(fields[0])) {
      throw new IllegalArgumentException(
          "must be 'key NAME HASH TENANT PERMISSION...' or 'basic USER HASH TENANT"
              + " PERMISSION...', with '-' for no tenant");
    }
    List<Grant> grants = new ArrayList<>();
    Arrays.stream(fields).skip(FIRST_GRANT).map(Grant::parse).forEach(grants::add);
    var caller = new Caller(fields[1], fields[3].equals("-") ? null : fields[3], grants);
    var hash = SecretHash.parse(fields[2]);
    boolean fresh;
    if (fields[0].equals("key")) {
      if (!(hash instanceof SecretHash.Sha256 plain)) {
        throw new IllegalArgumentException(
            "the hash of an API key must be sha256:HEX, because it is looked up by it");
      }
      fresh = keys.put(plain.hex(), caller) == null;
    } else {
      fresh = users.put(fields[1], new User(hash, caller)) == null;
    }
    if (!fresh) {
      throw new IllegalArgumentException("'" + fields[1] + "' is there twice");
    }
  }

  /** Whose API key it is. */
  Optional<Caller> byKey(String key) {
    return Optional.ofNullable(keys.get(SecretHash.sha256(key)));
  }

  /** Whose password it is; may take a tenth of a second. */
  Optional<Caller> byPassword(String user, String password) {
    var known = users.get(user);
    return known != null && known.hash().matches(password)
        ? Optional.of(known.caller())
        : Optional.empty();
  }
}
