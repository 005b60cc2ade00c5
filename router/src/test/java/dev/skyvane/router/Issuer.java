package dev.skyvane.router;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An OpenID Connect issuer on a port of this machine, whose key can be changed at any time. */
final class Issuer implements AutoCloseable {
  static final String AUDIENCE = "skyvane";

  private final HttpServer server;
  private volatile ECKey key;

  Issuer() throws IOException, JOSEException {
    key = fresh();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(
        "/.well-known/openid-configuration",
        () -> "{\"issuer\": \"" + url() + "\", \"jwks_uri\": \"" + url() + "/keys\"}");
    serve("/keys", () -> new JWKSet(key.toPublicJWK()).toString());
    server.start();
  }

  private static ECKey fresh() throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
  }

  private void serve(String path, Supplier<String> body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("content-type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Signs with a new key from now on, and no longer tells the one before it. */
  void rotate() throws JOSEException {
    key = fresh();
  }

  private JWTClaimsSet claims(String scope, UnaryOperator<JWTClaimsSet.Builder> shape) {
    return shape
        .apply(
            new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject("somebody")
                .claim("tenant", "a")
                .claim("scope", scope)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5)))))
        .build();
  }

  /** A token that counts, unless it is shaped otherwise. */
  String token(String scope, UnaryOperator<JWTClaimsSet.Builder> shape) throws JOSEException {
    return signed(JWSAlgorithm.ES256, new ECDSASigner(key), claims(scope, shape));
  }

  /** A token that anybody can make. */
  String unsigned(String scope) {
    return new PlainJWT(claims(scope, same -> same)).serialize();
  }

  /** A token signed by the public key, taken for a shared secret. */
  String confused(String scope) throws JOSEException {
    var secret = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    return signed(JWSAlgorithm.HS256, new MACSigner(secret), claims(scope, same -> same));
  }

  private String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    var jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
