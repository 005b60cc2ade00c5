package dev.skyvane.router.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What is kept of a secret. */
sealed interface SecretHash {
  HexFormat HEX = HexFormat.of();
  Pattern SHA256 = Pattern.compile("sha256:([0-9a-f]{64})");
  Pattern PBKDF2 =
      Pattern.compile("pbkdf2:([0-9]{4,8}):((?:[0-9a-f]{2}){8,64}):((?:[0-9a-f]{2}){32})");

  /** Whether it is the hash of this secret. */
  boolean matches(String secret);

  /**
   * Reads {@code sha256:HEX} or {@code pbkdf2:ITERATIONS:SALT:HEX}.
   *
   * @throws IllegalArgumentException that says the rule, without the text
   */
  static SecretHash parse(String text) {
    var sha256 = SHA256.matcher(text);
    if (sha256.matches()) {
      return new Sha256(sha256.group(1));
    }
    var pbkdf2 = PBKDF2.matcher(text);
    if (pbkdf2.matches()) {
      return new Pbkdf2(
          Integer.parseInt(pbkdf2.group(1)),
          HEX.parseHex(pbkdf2.group(2)),
          HEX.parseHex(pbkdf2.group(3)));
    }
    throw new IllegalArgumentException(
        "the hash must be sha256: and 64 hexadecimal digits, for secrets that are random, or"
            + " pbkdf2:ITERATIONS:SALT:HASH (PBKDF2 with HMAC-SHA-256, 32 bytes), for passwords");
  }

  /** Lower-case hexadecimal digits of a text's SHA-256. */
  static String sha256(String text) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** For secrets that are long and random, which nobody can guess. */
  record Sha256(String hex) implements SecretHash {
    @Override
    public boolean matches(String secret) {
      return MessageDigest.isEqual(hex.getBytes(UTF_8), sha256(secret).getBytes(UTF_8));
    }
  }

  /** For passwords: each guess takes its time (RFC 8018). */
  @SuppressWarnings("ArrayRecordComponent")
  record Pbkdf2(int iterations, byte[] salt, byte[] hash) implements SecretHash {
    @Override
    public boolean matches(String secret) {
      var spec = new PBEKeySpec(secret.toCharArray(), salt, iterations, hash.length * Byte.SIZE);
      try {
        return MessageDigest.isEqual(
            hash,
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
      } finally {
        spec.clearPassword();
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Pbkdf2 that
          && iterations == that.iterations
          && Arrays.equals(salt, that.salt)
          && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(hash);
    }
  }
}
