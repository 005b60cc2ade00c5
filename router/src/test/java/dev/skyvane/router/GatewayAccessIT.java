package dev.skyvane.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.router.gateway.GatewayConfig;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.testkit.KafkaCluster;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who may call, read and change over HTTP: keys, passwords and tokens against a real router. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayAccessIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOPIC = "gateway.invocations";
  private static final String PASSWORD = "correct horse";

  @TempDir static Path folder;
  private Site site;
  private Issuer issuer;
  private Path keys;
  private URI url;
  private HttpClient client;

  @BeforeAll
  void start() throws Exception {
    site = new Site(KafkaCluster.inThisJvm(1), Map.of());
    site.createTopic(TOPIC, 2);
    for (var tenant : List.of("a", "b")) {
      site.deploy(tenant + "-echo", SampleFunction.ECHO, spec -> spec);
    }
    issuer = new Issuer();
    keys = Files.writeString(folder.resolve("keys"), lines("key-a", "key-b"));
    url =
        site.router(
                Map.ofEntries(
                    Map.entry(GatewayConfig.ENABLED, "true"),
                    Map.entry(GatewayConfig.PORT, "0"),
                    Map.entry(GatewayConfig.TOPIC, TOPIC),
                    Map.entry(RouterConfig.INPUT_TOPICS, TOPIC),
                    Map.entry(RouterConfig.TRUSTED_TOPICS, TOPIC),
                    Map.entry(GatewayConfig.AUTH_FILE, keys.toString()),
                    Map.entry(GatewayConfig.OIDC_ISSUER, issuer.url()),
                    Map.entry(GatewayConfig.OIDC_AUDIENCE, Issuer.AUDIENCE)))
            .gatewayUrl()
            .orElseThrow();
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  void stop() {
    client.close();
    issuer.close();
    site.close();
  }

  private static String lines(String keyOfA, String keyOfB) throws Exception {
    return """
        key   of-a   sha256:%s  a  invoke:a-* read:a-* admin:a-*
        key   of-b   sha256:%s  b  invoke:b-* read:b-* admin:b-*
        key   reader sha256:%s  a  read:a-*
        basic alice  sha256:%s  a  invoke:a-* read:a-* admin:a-*
        """
        .formatted(sha256(keyOfA), sha256(keyOfB), sha256("key-reader"), sha256(PASSWORD));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LIMIT)
            .method(method, BodyPublishers.ofString("{}"))
            .header("content-type", "application/json");
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  private static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  @Test
  void noTenantReachesWhatIsAnothers() throws Exception {
    var all = "invoke:a-* read:a-* admin:a-*";
    var credentialsOfA = new LinkedHashMap<String, String[]>();
    credentialsOfA.put("key", new String[] {"x-api-key", "key-a"});
    credentialsOfA.put("password", new String[] {"authorization", basic("alice", PASSWORD)});
    credentialsOfA.put(
        "token", new String[] {"authorization", "Bearer " + issuer.token(all, same -> same)});
    var operations = new TreeMap<String, Integer>();
    operations.put("POST /function/%s-echo", 200);
    operations.put("POST /function/%s-echo/deeper", 200);
    operations.put("POST /async-function/%s-echo", 202);
    operations.put("GET /system/function/%s-echo", 200);
    operations.put("POST /system/scale-function/%s-echo", 501);
    for (var credential : credentialsOfA.entrySet()) {
      for (var operation : operations.entrySet()) {
        var words = operation.getKey().split(" ");
        var what = credential.getKey() + " " + operation.getKey();
        var own = send(words[0], words[1].formatted("a"), credential.getValue());
        assertEquals(operation.getValue(), own.statusCode(), what + own.body());
        var others = send(words[0], words[1].formatted("b"), credential.getValue());
        assertEquals(403, others.statusCode(), what + others.body());
        // Whether there is such a function is not told either.
        var nobodys = send(words[0], words[1].formatted("c"), credential.getValue());
        assertEquals(403, nobodys.statusCode(), what + nobodys.body());
        assertEquals(others.body(), nobodys.body());
      }
      var list = new JsonArray(send("GET", "/system/functions", credential.getValue()).body());
      assertEquals(
          List.of("a-echo"),
          list.stream().map(each -> ((JsonObject) each).getString("name")).toList());
    }
    var ofB = send("POST", "/function/b-echo", "x-api-key", "key-b");
    assertEquals(200, ofB.statusCode(), ofB.body());
  }

  @Test
  void eachPermissionIsItsOwn() throws Exception {
    var reader = new String[] {"x-api-key", "key-reader"};
    assertEquals(200, send("GET", "/system/function/a-echo", reader).statusCode());
    assertEquals(403, send("POST", "/function/a-echo", reader).statusCode());
    assertEquals(403, send("POST", "/system/functions", reader).statusCode());
    assertEquals(403, send("POST", "/system/scale-function/a-echo", reader).statusCode());
  }

  @Test
  void whoeverCannotBeToldIsNotAdmitted() throws Exception {
    for (var wrong :
        List.of(
            new String[] {},
            new String[] {"x-api-key", "key-c"},
            new String[] {"x-api-key", ""},
            new String[] {"authorization", "key-a"},
            new String[] {"authorization", basic("alice", "wrong")},
            new String[] {"authorization", basic("of-a", "key-a")},
            new String[] {"authorization", "Basic ###"},
            new String[] {"authorization", "Bearer nonsense"},
            new String[] {"authorization", "Digest x"})) {
      var answer = send("POST", "/function/a-echo", wrong);
      assertEquals(401, answer.statusCode(), String.join(" ", wrong));
      assertTrue(answer.headers().firstValue("www-authenticate").isPresent());
      assertEquals(401, send("GET", "/system/functions", wrong).statusCode());
    }
    assertEquals(200, send("GET", "/healthz").statusCode());
  }

  @Test
  void withoutASettingNothingIsCalledBack() throws Exception {
    var answer =
        send(
            "POST",
            "/async-function/a-echo",
            "x-api-key",
            "key-a",
            "x-callback-url",
            "http://127.0.0.1:1/");
    assertEquals(501, answer.statusCode(), answer.body());
  }

  @Test
  void aTokenMustBeForUsInTimeAndSignedByTheIssuersKey() throws Exception {
    var scope = "openid invoke:a-*";
    var right = issuer.token(scope, same -> same);
    assertEquals(200, byToken(right));
    assertEquals(200, byToken(right));
    var past = Date.from(Instant.now().minusSeconds(120));
    for (var wrong :
        List.of(
            issuer.token(scope, claims -> claims.audience("somebody-else")),
            issuer.token(scope, claims -> claims.issuer("https://issuer.example")),
            issuer.token(scope, claims -> claims.expirationTime(past)),
            issuer.token(scope, claims -> claims.expirationTime(null)),
            issuer.unsigned(scope),
            issuer.confused(scope),
            right.substring(0, right.length() - 8) + "AAAAAAAA")) {
      assertEquals(401, byToken(wrong), wrong);
    }
    assertEquals(403, byToken(issuer.token("openid", same -> same)));
    issuer.rotate();
    assertEquals(200, byToken(issuer.token(scope, same -> same)), "signed by the new key");
  }

  private int byToken(String token) throws Exception {
    return send("POST", "/function/a-echo", "authorization", "Bearer " + token).statusCode();
  }

  @Test
  void theTenantStandsInTheInvocationAndNoCredentialDoes() throws Exception {
    var answer = send("POST", "/function/a-echo", "x-api-key", "key-a", "x-call-id", "tenant-1");
    assertEquals(200, answer.statusCode(), answer.body());
    var written =
        site.readCommitted(TOPIC).stream()
            .map(
                record ->
                    site.serdes
                        .of(Invocation.class)
                        .deserializer()
                        .deserialize(TOPIC, record.value()))
            .filter(each -> each.getId().equals("tenant-1"))
            .findFirst()
            .orElseThrow();
    assertEquals("a", written.getTenant());
    assertFalse(written.toString().contains("key-a"), written.toString());
    // It counted with the router, too.
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () ->
                site.outcomes(1).stream()
                    .anyMatch(
                        each ->
                            each.getInvocationId().equals("tenant-1")
                                && "a".equals(each.getTenant())));
  }

  @Test
  void aChangedFileIsReadAgain() throws Exception {
    var file = Files.writeString(folder.resolve("changing"), lines("key-a", "key-b"));
    var changing =
        site.router(
                Map.of(
                    GatewayConfig.ENABLED, "true",
                    GatewayConfig.PORT, "0",
                    GatewayConfig.AUTH_FILE, file.toString()))
            .gatewayUrl()
            .orElseThrow();
    assertEquals(200, list(changing, "key-a"));
    assertEquals(401, list(changing, "key-new"));
    Files.writeString(file, lines("key-new", "key-b"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    Awaitility.await().atMost(LIMIT).until(() -> list(changing, "key-new") == 200);
    assertEquals(401, list(changing, "key-a"));
    // What can't be read leaves things as they are.
    Files.writeString(file, "key of-a in-clear a invoke:*");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
    assertEquals(200, list(changing, "key-new"));
  }

  private int list(URI gateway, String key) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(gateway + "/system/functions"))
                .header("x-api-key", key)
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void callsAreTakenOverTls() throws Exception {
    var store = selfSigned();
    var secure =
        site.router(
                Map.of(
                    GatewayConfig.ENABLED, "true",
                    GatewayConfig.PORT, "0",
                    GatewayConfig.TLS_CERTIFICATE, pem(store.getCertificate("gateway")).toString(),
                    GatewayConfig.TLS_KEY, pem(store).toString(),
                    GatewayConfig.AUTH_FILE, keys.toString()))
            .gatewayUrl()
            .orElseThrow();
    assertEquals("https", secure.getScheme());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    var call =
        HttpRequest.newBuilder(URI.create(secure + "/function/a-echo"))
            .header("x-api-key", "key-a")
            .POST(BodyPublishers.ofString("{\"a\":1}"))
            .build();
    try (var trusting = HttpClient.newBuilder().sslContext(tls).build()) {
      var answer = trusting.send(call, BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals("{\"a\":1}", answer.body());
      assertEquals(HttpClient.Version.HTTP_2, answer.version());
    }
    assertThrows(SSLException.class, () -> client.send(call, BodyHandlers.ofString()));
  }

  private KeyStore selfSigned() throws Exception {
    var file = folder.resolve("store.p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, made.waitFor(), said);
    return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
  }

  private Path pem(Certificate certificate) throws Exception {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  private Path pem(KeyStore store) throws Exception {
    return pem("PRIVATE KEY", store.getKey("gateway", "changeit".toCharArray()).getEncoded());
  }

  private Path pem(String what, byte[] bytes) throws IOException {
    return Files.writeString(
        folder.resolve(what.replace(' ', '-') + ".pem"),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what));
  }
}
