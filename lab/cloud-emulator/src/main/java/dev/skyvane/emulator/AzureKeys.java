package dev.skyvane.emulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an emulated function app. Each function has a key of its own; the host key opens all
 * functions, the master key opens them too. The same seed gives the same keys. Source:
 * learn.microsoft.com/azure/azure-functions/function-keys-how-to. Any thread.
 */
public final class AzureKeys implements CallerCheck {

  private final long seed;
  private final String region;

  AzureKeys(long seed, String region) {
    this.seed = seed;
    this.region = region;
  }

  /** The key of one function. */
  public String function(String name) {
    return key("function " + name);
  }

  /** The key of the app that opens every function. */
  public String host() {
    return key("host");
  }

  /** The key named {@code _master}. */
  public String master() {
    return key("master");
  }

  boolean open(String function, @Nullable String key) {
    return key != null
        && (key.equals(function(function)) || key.equals(host()) || key.equals(master()));
  }

  /** Forty bytes in base64, with the padding that adapters forget to escape in {@code ?code=}. */
  private String key(String what) {
    try {
      var digest = MessageDigest.getInstance("SHA-384");
      var bytes =
          digest.digest((seed + " " + region + " " + what).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, 40));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-384", e);
    }
  }
}
