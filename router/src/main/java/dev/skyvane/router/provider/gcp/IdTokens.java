package dev.skyvane.router.provider.gcp;

import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdToken;
import com.google.auth.oauth2.IdTokenProvider;
import dev.skyvane.provider.Secrets;
import dev.skyvane.router.provider.web.Authentication.UnavailableException;
import dev.skyvane.router.provider.web.TokenCache.Issuer;
import dev.skyvane.router.provider.web.TokenCache.Token;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has ID tokens issued by Google's own library; blocks. */
final class IdTokens implements Issuer<IdTokens.Wanted> {

  private final Secrets secrets;

  /**
   * A token to be had.
   *
   * @param credentials reference to credentials, or null for Google's default chain
   * @param emulator origin of an emulated region whose own metadata server is asked, or null
   * @param audience whom the token is meant for
   */
  record Wanted(@Nullable String credentials, @Nullable String emulator, String audience) {}

  IdTokens(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public Token issue(Wanted wanted) {
    try {
      IdToken token = provider(wanted).idTokenWithAudience(wanted.audience(), List.of());
      return new Token(token.getTokenValue(), token.getExpirationTime().toInstant());
    } catch (IOException e) {
      throw failure(wanted, e);
    }
  }

  private IdTokenProvider provider(Wanted wanted) throws IOException {
    if (wanted.emulator() != null) {
      return ComputeEngineCredentials.newBuilder()
          .setHttpTransportFactory(metadataOf(URI.create(wanted.emulator())))
          .build();
    }
    if (wanted.credentials() != null) {
      return Keys.read(wanted.credentials(), secrets.resolve(wanted.credentials()));
    }
    GoogleCredentials found = GoogleCredentials.getApplicationDefault();
    if (found instanceof IdTokenProvider provider) {
      return provider;
    }
    throw new IllegalArgumentException(
        "Google's default chain found credentials that give no ID tokens; use a service account, or"
            + " give the region credentials.");
  }

  /** Sends what is meant for Google's metadata server to an emulated one. */
  private static HttpTransportFactory metadataOf(URI emulator) {
    HttpTransport transport =
        new NetHttpTransport.Builder()
            .setConnectionFactory(
                url -> (HttpURLConnection) emulator.resolve(url.getFile()).toURL().openConnection())
            .build();
    return () -> transport;
  }

  /** In words of our own: what Google's library says may repeat what the key holds. */
  private static RuntimeException failure(Wanted wanted, IOException e) {
    String what =
        "No ID token for %s with %s: "
            .formatted(
                wanted.audience(),
                wanted.credentials() == null ? "the default credentials" : wanted.credentials());
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof HttpResponseException refused) {
        int status = refused.getStatusCode();
        String words = what + "the issuer answered HTTP " + status + ".";
        return status >= 400 && status < 500 && status != 408 && status != 429
            ? new IllegalArgumentException(words)
            : new UnavailableException(words);
      }
    }
    return UnavailableException.because(what, e);
  }
}
