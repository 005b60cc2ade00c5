package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.Secrets;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/** Where the credentials of a region come from; see this package's description. */
final class LambdaCredentials {

  private static final AwsCredentialsProvider DUMMY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("skyvane", "skyvane"));

  private final Secrets secrets;
  private final Executor executor;

  LambdaCredentials(Secrets secrets, Executor executor) {
    this.secrets = secrets;
    this.executor = executor;
  }

  /**
   * Whether a reference has a form that this adapter knows.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(@Nullable String reference) {
    if (reference != null && !reference.startsWith("env:") && !reference.startsWith("file:")) {
      // What was written may be a key: it is not repeated.
      throw new IllegalArgumentException(
          "The region's credentials are not a reference; write env:NAME (a variable that names a"
              + " profile), file:NAME (a credentials file), or leave them out for AWS's default"
              + " chain.");
    }
  }

  IdentityProvider<? extends AwsCredentialsIdentity> of(
      @Nullable String reference, @Nullable URI endpoint) {
    if (reference != null) {
      return new OffLoopCredentials(() -> referenced(reference), executor);
    }
    if (endpoint != null) {
      return DUMMY;
    }
    // Caches what comes from metadata services until it is about to expire.
    var chain = DefaultCredentialsProvider.builder().build();
    return new OffLoopCredentials(
        () -> resolved(chain, "AWS's default chain found no credentials"), executor);
  }

  private AwsCredentialsIdentity referenced(String reference) {
    String secret;
    try {
      secret = secrets.resolve(reference);
    } catch (IllegalArgumentException e) {
      throw new CredentialsUnavailableException(String.valueOf(e.getMessage()));
    }
    String missing = "The credentials '" + reference + "' lead to no usable AWS profile";
    if (reference.startsWith("env:")) {
      try (var profile = ProfileCredentialsProvider.create(secret)) {
        return resolved(profile, missing);
      }
    }
    var file =
        ProfileFile.builder()
            .content(new ByteArrayInputStream(secret.getBytes(StandardCharsets.UTF_8)))
            .type(ProfileFile.Type.CREDENTIALS);
    try (var profile =
        ProfileCredentialsProvider.builder().profileFile(build(file, missing)).build()) {
      return resolved(profile, missing);
    }
  }

  private static ProfileFile build(ProfileFile.Builder file, String missing) {
    try {
      return file.build();
    } catch (IllegalArgumentException | SdkException e) {
      throw unavailable(missing);
    }
  }

  private static AwsCredentialsIdentity resolved(AwsCredentialsProvider from, String missing) {
    try {
      return from.resolveCredentials();
    } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
      throw unavailable(missing);
    }
  }

  /** Without the cause: its message may repeat lines of the file. */
  private static CredentialsUnavailableException unavailable(String missing) {
    return new CredentialsUnavailableException(missing + ".");
  }
}
