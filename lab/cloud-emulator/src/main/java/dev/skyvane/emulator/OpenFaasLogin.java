package dev.skyvane.emulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The login of an emulated OpenFaaS gateway, which guards {@code /system}; functions are called
 * without one, as on a gateway with its defaults. The same seed gives the same password. Any
 * thread.
 */
public final class OpenFaasLogin implements CallerCheck {

  /** The user. */
  public static final String USER = "admin";

  private static final String BASIC = "basic ";

  private final String password;

  OpenFaasLogin(long seed, String region) {
    var random = new SplittableRandom(seed ^ ((long) region.hashCode() << 32) ^ 0x6f66L);
    this.password = "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  /** The password. */
  public String password() {
    return password;
  }

  /** What a caller sends as {@code Authorization}. */
  public String authorization() {
    var text = (USER + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(text);
  }

  boolean open(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return false;
    }
    try {
      var given = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      return MessageDigest.isEqual(given, (USER + ":" + password).getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // Not base64, so surely not the password.
      return false;
    }
  }
}
