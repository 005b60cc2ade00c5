package dev.skyvane.router.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies JSON Web Tokens of one issuer, whose keys are found by OpenID Connect Discovery 1.0 and
 * asked for again where a token names one that is not known yet. Signatures by public keys alone
 * count. Thread-safe; may block for some seconds.
 */
public final class OidcTokens {
  private static final Logger log = LoggerFactory.getLogger(OidcTokens.class);
  private static final int TIMEOUT_MS = 3_000;
  private static final int MOST_BYTES = 512 * 1024;
  private static final Duration DISCOVER_AGAIN = Duration.ofSeconds(5);
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final DefaultResourceRetriever retriever =
      new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MOST_BYTES);
  private final Rules rules;
  private @Nullable JWTProcessor<SecurityContext> processor;
  private Instant nextDiscovery = Instant.MIN;

  /**
   * What a token must say.
   *
   * @param issuer URL, as the tokens and the issuer's own document name it
   * @param audience one of these must be the token's
   * @param tenantClaim names the claim that holds the tenant
   * @param grantsClaim names the claim that holds permissions, as a list or divided by spaces
   */
  public record Rules(
      String issuer, Set<String> audience, String tenantClaim, String grantsClaim) {}

  /**
   * A token that counts.
   *
   * @param expiresAt until when
   */
  record Verified(Caller caller, Instant expiresAt) {}

  /** Tokens by rules; the issuer is asked when the first one comes. */
  public OidcTokens(Rules rules) {
    this.rules = rules;
  }

  /**
   * Who a token is of; empty if it does not count.
   *
   * @throws IOException if that can't be told, because the issuer does not tell its keys
   */
  Optional<Verified> verify(String token) throws IOException {
    try {
      var claims = processor().process(token, null);
      var expires = claims.getExpirationTime();
      return expires == null
          ? Optional.empty()
          : Optional.of(new Verified(caller(claims), expires.toInstant()));
    } catch (KeySourceException e) {
      throw new IOException("the keys of issuer " + rules.issuer() + " can't be had", e);
    } catch (ParseException | BadJOSEException | JOSEException e) {
      // Whoever sends it is told that it does not count; the reason may quote the token.
      log.debug("event=gateway-token-refused reason={}", e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private Caller caller(JWTClaimsSet claims) {
    var grants = new ArrayList<Grant>();
    for (var text : words(claims.getClaim(rules.grantsClaim()))) {
      try {
        grants.add(Grant.parse(text));
      } catch (IllegalArgumentException e) {
        // Scopes of others stand in the same claim.
        log.debug("event=gateway-scope-ignored");
      }
    }
    var subject = claims.getSubject();
    var tenant = claims.getClaim(rules.tenantClaim());
    return new Caller(
        subject == null ? "?" : subject, tenant instanceof String text ? text : null, grants);
  }

  private static List<String> words(@Nullable Object claim) {
    return switch (claim) {
      case String text -> Arrays.asList(text.split(" "));
      case Collection<?> list -> list.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }

  private synchronized JWTProcessor<SecurityContext> processor() throws IOException {
    var known = processor;
    if (known != null) {
      return known;
    }
    if (Instant.now().isBefore(nextDiscovery)) {
      throw new IOException("it did not answer a moment ago");
    }
    nextDiscovery = Instant.now().plus(DISCOVER_AGAIN);
    var keys =
        JWKSourceBuilder.<SecurityContext>create(keysUrl(), retriever).retrying(true).build();
    var fresh = new DefaultJWTProcessor<SecurityContext>();
    fresh.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    fresh.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    fresh.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            rules.audience(),
            new JWTClaimsSet.Builder().issuer(rules.issuer()).build(),
            Set.of("exp"),
            Set.of()));
    processor = fresh;
    return fresh;
  }

  private URL keysUrl() throws IOException {
    var base = rules.issuer().replaceAll("/+$", "");
    var document = retriever.retrieveResource(url(base + "/.well-known/openid-configuration"));
    JsonObject facts;
    try {
      facts = new JsonObject(document.getContent());
    } catch (DecodeException e) {
      throw new IOException("its discovery document is not JSON", e);
    }
    if (!rules.issuer().equals(facts.getString("issuer"))) {
      throw new IOException("its discovery document names another issuer");
    }
    var keys = facts.getString("jwks_uri");
    if (keys == null) {
      throw new IOException("its discovery document names no jwks_uri");
    }
    return url(keys);
  }

  private static URL url(String text) throws IOException {
    try {
      return URI.create(text).toURL();
    } catch (IllegalArgumentException | MalformedURLException e) {
      throw new IOException("'" + text + "' is no URL", e);
    }
  }
}
