package dev.skyvane.router.provider.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.CredentialUnavailableException;
import dev.skyvane.provider.Secrets;
import dev.skyvane.router.provider.web.Authentication.UnavailableException;
import dev.skyvane.router.provider.web.TokenCache.Issuer;
import dev.skyvane.router.provider.web.TokenCache.Token;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has access tokens issued by Entra ID through Azure's own library; blocks. */
final class EntraTokens implements Issuer<EntraTokens.Wanted> {

  private final Secrets secrets;
  private final Supplier<HttpClient> http;

  /** One for the process, made when a token is first needed: it has a thread, and no way to end. */
  private static final class Shared {
    static final HttpClient HTTP = new JdkHttpClientBuilder().build();

    private Shared() {}
  }

  /**
   * A token to be had.
   *
   * @param credentials reference to credentials, or null for the identity of the workload
   * @param scope what the token is for, as in {@code api://APP/.default}
   */
  record Wanted(@Nullable String credentials, String scope) {}

  EntraTokens(Secrets secrets) {
    this(secrets, () -> Shared.HTTP);
  }

  EntraTokens(Secrets secrets, Supplier<HttpClient> http) {
    this.secrets = secrets;
    this.http = http;
  }

  @Override
  public Token issue(Wanted wanted) {
    TokenCredential credential =
        wanted.credentials() == null
            ? EntraCredentials.ofWorkload(http.get())
            : EntraCredentials.read(
                wanted.credentials(), secrets.resolve(wanted.credentials()), http.get());
    try {
      AccessToken token =
          credential.getTokenSync(new TokenRequestContext().addScopes(wanted.scope()));
      return new Token(token.getToken(), token.getExpiresAt().toInstant());
    } catch (RuntimeException e) {
      throw failure(wanted, e);
    }
  }

  /** In words of our own: what the library says may repeat what the credentials hold. */
  private static RuntimeException failure(Wanted wanted, RuntimeException e) {
    String what =
        "No token for %s with %s: "
            .formatted(
                wanted.scope(),
                wanted.credentials() == null ? "the workload's identity" : wanted.credentials());
    return switch (e) {
      case CredentialUnavailableException _ ->
          new IllegalArgumentException(
              what
                  + "there is none; give the region credentials or the workload an identity that"
                  + " Azure knows.");
      case ClientAuthenticationException refused when refused.getResponse() != null ->
          answered(what, refused.getResponse().getStatusCode());
      case HttpResponseException refused when refused.getResponse() != null ->
          answered(what, refused.getResponse().getStatusCode());
      default -> unanswered(what, e);
    };
  }

  private static RuntimeException unanswered(String what, RuntimeException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof com.microsoft.aad.msal4j.MsalServiceException refused
          && refused.statusCode() != null) {
        return answered(what, refused.statusCode());
      }
    }
    return UnavailableException.because(what, e);
  }

  private static RuntimeException answered(String what, int status) {
    String words = what + "Entra ID answered HTTP " + status + ".";
    return status >= 400 && status < 500 && status != 408 && status != 429
        ? new IllegalArgumentException(words)
        : new UnavailableException(words);
  }
}
