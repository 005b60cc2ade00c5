package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skyvane.emulator.sample.FunctionInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls Google's functions: issues ID tokens and checks them, as Google's identity service and
 * the front end of its functions do. Tokens are JWTs signed by RS256 with a key that this JVM makes
 * anew at each start. Source: cloud.google.com/run/docs/authenticating/service-to-service. Any
 * thread.
 */
public final class GoogleIdentity implements CallerCheck {

  /** The service account that may call restricted functions, and that the metadata server tells. */
  public static final String INVOKER = "skyvane@emulated.iam.gserviceaccount.com";

  private static final String ISSUER = "https://accounts.google.com";
  private static final Set<String> ISSUERS = Set.of(ISSUER, "accounts.google.com");
  private static final Duration LIFE = Duration.ofHours(1);
  private static final String BEARER = "bearer ";

  /** What an {@code Authorization} header is worth. */
  enum Verdict {
    /** An ID token of an invoker, for this function. */
    INVOKER,
    /** No bearer token at all. */
    ANONYMOUS,
    /** A bearer token that is not Google's, is out of date, or is meant for another function. */
    UNVERIFIED,
    /** A good ID token of somebody who is no invoker. */
    STRANGER
  }

  private static final class Keys {
    // One pair for all regions of the JVM, made on first use: it takes a good part of a second.
    static final KeyPair PAIR = make();

    private Keys() {}

    private static KeyPair make() {
      try {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Every JDK has RSA", e);
      }
    }
  }

  private final Clock clock;
  private final KeyPair pair = Keys.PAIR;

  GoogleIdentity(Clock clock) {
    this.clock = clock;
  }

  /**
   * An ID token of {@link #INVOKER} that is good for an hour.
   *
   * @param audience the address of the function to call
   */
  public String token(String audience) {
    return token(audience, INVOKER);
  }

  /** An ID token of any account, for tests of who may call. */
  public String token(String audience, String email) {
    var header = JsonNodeFactory.instance.objectNode();
    header.put("alg", "RS256").put("kid", "emulated").put("typ", "JWT");
    var now = clock.instant().getEpochSecond();
    var claims = JsonNodeFactory.instance.objectNode();
    claims.put("aud", audience).put("azp", "emulated").put("email", email);
    claims.put("email_verified", true).put("exp", now + LIFE.toSeconds()).put("iat", now);
    claims.put("iss", ISSUER).put("sub", "emulated");
    var signed = encoded(header) + "." + encoded(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A key of our own can always sign", e);
    }
  }

  /** Judges an {@code Authorization} header for the function at an address. */
  Verdict judge(@Nullable String authorization, String address) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Verdict.ANONYMOUS;
    }
    var claims = verified(authorization.substring(BEARER.length()).strip());
    if (claims == null
        || !ISSUERS.contains(claims.path("iss").asText())
        || !claims.path("aud").asText().equals(address)
        || claims.path("exp").asLong() <= clock.instant().getEpochSecond()) {
      return Verdict.UNVERIFIED;
    }
    return claims.path("email").asText().equals(INVOKER) ? Verdict.INVOKER : Verdict.STRANGER;
  }

  private @Nullable JsonNode verified(String token) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      var decoder = Base64.getUrlDecoder();
      var header = FunctionInput.mapper().readTree(decoder.decode(parts[0]));
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(pair.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      // Whoever trusts the header's own word for the algorithm accepts tokens signed by nobody.
      return header.path("alg").asText().equals("RS256")
              && signature.verify(decoder.decode(parts[2]))
          ? FunctionInput.mapper().readTree(decoder.decode(parts[1]))
          : null;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      // Not a token, so surely not one of ours; the caller is told no more than that.
      return null;
    }
  }

  private static String encoded(JsonNode node) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(FunctionInput.write(node));
  }
}
