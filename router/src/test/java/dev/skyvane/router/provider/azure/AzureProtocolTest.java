package dev.skyvane.router.provider.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.WebProvider;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JksOptions;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, and tokens that azure-identity fetches from an authority on loopback. */
class AzureProtocolTest {

  private static final String ID = "azure:eastus";
  private static final String MARK = "MARKED-SECRET";
  private static final String SCOPE = "api://resize/.default";

  @TempDir static Path folder;

  private static SSLContext trusting;

  private final Map<String, String> held = new ConcurrentHashMap<>();
  private final Secrets secrets =
      reference ->
          Optional.ofNullable(held.get(reference))
              .orElseThrow(() -> new IllegalArgumentException("'" + reference + "' is refused."));
  private final AtomicInteger issued = new AtomicInteger();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private volatile int issuerStatus = 200;
  private Vertx vertx;
  private HttpServer authority;
  private HttpServer functions;
  private FunctionProvider provider;

  /** Azure's library takes no authority without TLS. */
  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = folder.resolve("authority.jks");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "authority",
                "-keyalg",
                "EC",
                "-storetype",
                "JKS",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-keypass",
                "changeit",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    var keys = KeyStore.getInstance("JKS");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
  }

  @AfterAll
  static void forget() {
    trusting = null;
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    authority =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(
                        new JksOptions()
                            .setPath(folder.resolve("authority.jks").toString())
                            .setPassword("changeit")))
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              asked.add(request.path() + " " + body);
                              boolean token = request.path().endsWith("/oauth2/v2.0/token");
                              request
                                  .response()
                                  .setStatusCode(token ? issuerStatus : 404)
                                  .putHeader("content-type", "application/json")
                                  .end(
                                      issuerStatus == 200
                                          ? "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"ext_expires_in\":3599,\"access_token\":\"token-%d\"}"
                                              .formatted(issued.incrementAndGet())
                                          : "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215\"}");
                            }))
            .listen(0, "127.0.0.1")
            .await();
    functions =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  boolean known =
                      "token-1".equals(bearer(request.getHeader("authorization")))
                          || "k3y==".equals(request.getHeader("x-functions-key"));
                  request.response().setStatusCode(known ? 200 : 401).end();
                })
            .listen(0, "127.0.0.1")
            .await();
    var http = new JdkHttpClientBuilder(HttpClient.newBuilder().sslContext(trusting)).build();
    provider =
        new WebProvider(
            vertx,
            Map.of(),
            new AzureProtocol(vertx, secrets, new EntraTokens(secrets, () -> http)));
  }

  @AfterEach
  void stop() {
    provider.close();
    vertx.close().await();
  }

  private static @Nullable String bearer(@Nullable String authorization) {
    return authorization == null ? null : authorization.replaceFirst("^Bearer ", "");
  }

  @Test
  void keysAreOfTheDeploymentOrOfTheTenantOrRegion() {
    held.put("env:KEY", "k3y==");
    assertInstanceOf(Success.class, call(null, "function-key:env:KEY"));
    assertInstanceOf(Success.class, call("env:KEY", "function-key"));
    assertForbidden(call(null, null));
    var missing = assertForbidden(call("env:OTHER", "function-key"));
    assertTrue(missing.message().contains("env:OTHER"), missing.message());
  }

  @Test
  void anApplicationAndItsSecretGiveOneTokenForAll() throws Exception {
    held.put("file:app", application());
    assertInstanceOf(Success.class, call("file:app", "entra:" + SCOPE));
    assertInstanceOf(Success.class, call("file:app", "entra:" + SCOPE));
    assertEquals(1, issued.get());
    String form = asked.poll(1, TimeUnit.SECONDS);
    assertTrue(form.startsWith("/tenant-1/oauth2/v2.0/token"), form);
    assertTrue(form.contains("client_id=app-1"), form);
  }

  @Test
  void aWorkloadsTokenStandsForASecret() throws Exception {
    Path token = Files.writeString(folder.resolve("federated"), "a.b.c");
    held.put(
        "file:app",
        application()
            .replaceFirst(
                "\"clientSecret\":\"[^\"]+\"", "\"federatedTokenFile\":\"" + token + "\""));
    assertInstanceOf(Success.class, call("file:app", "entra:" + SCOPE));
    String form = asked.poll(1, TimeUnit.SECONDS);
    assertTrue(form.contains("client_assertion=a.b.c"), form);
  }

  @Test
  void anAuthorityThatRefusesForbidsAndOneThatIsDownDoesNot() {
    held.put("file:app", application());
    issuerStatus = 401;
    var rejected = assertForbidden(call("file:app", "entra:" + SCOPE));
    assertTrue(rejected.message().contains("file:app"), rejected.message());
    assertTrue(rejected.message().contains("401"), rejected.message());
    assertFalse(rejected.message().contains(MARK), rejected.message());

    held.put("file:other", application());
    authority.close().await();
    var unavailable = assertInstanceOf(Unavailable.class, call("file:other", "entra:" + SCOPE));
    assertTrue(unavailable.message().contains("file:other"), unavailable.message());
  }

  @Test
  void brokenCredentialsAreNotRepeated() {
    for (var broken :
        new String[] {
          MARK,
          "{\"clientSecret\":\"" + MARK + "\"}",
          "{\"clientId\":\"" + MARK,
          "{\"clientId\":\"a\",\"tenantId\":\"" + MARK + "/..\",\"clientSecret\":\"b\"}"
        }) {
      held.put("file:broken" + broken.length(), broken);
      var rejected = assertForbidden(call("file:broken" + broken.length(), "entra:" + SCOPE));
      assertFalse(rejected.message().contains(MARK), rejected.message());
      assertTrue(rejected.message().contains("file:broken"), rejected.message());
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertWrong("https://app.azurewebsites.net/api/f?x=1&code=" + MARK, null, null, "function-key");
    assertWrong("https://app.azurewebsites.net/api/f", null, MARK, "function-key:env:NAME");
    assertWrong("https://app.azurewebsites.net/api/f", null, "function-key:" + MARK, "env:NAME");
    assertWrong("https://app.azurewebsites.net/api/f", null, "function-key", "credentials");
    assertWrong("https://app.azurewebsites.net/api/f", MARK, "entra:" + SCOPE, "file:NAME");
    assertWrong("http://168.63.129.16/api/f", null, null, "refused");
  }

  private void assertWrong(
      String address, @Nullable String credentials, @Nullable String auth, String wayOut) {
    var words =
        provider.check(new Target("f", ID, address, 512, null, credentials, auth)).orElseThrow();
    assertTrue(words.contains(wayOut), words);
    assertFalse(words.contains(MARK), words);
  }

  private String application() {
    return """
        {"clientId":"app-1","tenantId":"tenant-1","clientSecret":"%s","subscriptionId":"unused",
         "activeDirectoryEndpointUrl":"https://127.0.0.1:%d/"}
        """
        .formatted(MARK, authority.actualPort());
  }

  private static Rejected assertForbidden(CallResult result) {
    var rejected = assertInstanceOf(Rejected.class, result, () -> "" + result);
    assertEquals(Rejected.FORBIDDEN, rejected.code(), rejected.message());
    return rejected;
  }

  private CallResult call(@Nullable String credentials, @Nullable String auth) {
    var target =
        new Target(
            "echo",
            ID,
            "http://127.0.0.1:" + functions.actualPort() + "/api/echo",
            512,
            null,
            credentials,
            auth);
    assertEquals(Optional.empty(), provider.check(target));
    return provider
        .call(
            new FunctionCall(
                target,
                "echo",
                "invocation",
                "attempt",
                1,
                ByteBuffer.allocate(0),
                null,
                Duration.ofSeconds(25),
                Map.of()))
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }
}
