package dev.skyvane.schemas.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.registry.FakeRegistry.Answer;
import dev.skyvane.schemas.registry.FakeRegistry.Asked;
import dev.skyvane.schemas.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RegistryClientTest {
  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
  private static final Answer FOUND = new Answer(200, "{\"schema\":" + quoted(SCHEMA) + "}");
  private static final Answer NOT_FOUND =
      new Answer(404, "{\"error_code\":40403,\"message\":\"Schema 7 not found\"}");

  @Test
  void keepsASchemaByItsId() {
    try (var server = new FakeRegistry(request -> FOUND);
        var client = client(server.url())) {
      assertSame(client.schema(7), client.schema(7));
      assertEquals(1, server.asked().size());
      assertEquals("/schemas/ids/7", server.asked().getFirst().path());
    }
  }

  @Test
  void asksOnceWhenManyAskAtOnce() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    Function<Asked, Answer> slow =
        request -> {
          asked.countDown();
          await(answer);
          return FOUND;
        };
    try (var server = new FakeRegistry(slow);
        var client = client(server.url());
        var threads = Executors.newFixedThreadPool(16)) {
      var started = new CountDownLatch(16);
      var results = new ArrayList<Future<Schema>>();
      for (int i = 0; i < 16; i++) {
        results.add(
            threads.submit(
                () -> {
                  started.countDown();
                  return client.schema(7);
                }));
      }
      assertTrue(asked.await(10, TimeUnit.SECONDS));
      assertTrue(started.await(10, TimeUnit.SECONDS));
      answer.countDown();
      for (var result : results) {
        assertSame(results.getFirst().get(), result.get());
      }
      assertEquals(1, server.asked().size());
    }
  }

  @Test
  void believesNotFoundForAMomentOnly() {
    try (var server = new FakeRegistry(request -> NOT_FOUND);
        var client = client(server.url())) {
      for (int i = 0; i < 100; i++) {
        assertEquals(Kind.NOT_FOUND, failure(client, 7).kind());
      }
      // One more, should the machine have needed more than a second for the hundred.
      assertTrue(server.asked().size() <= 10, () -> "requests: " + server.asked().size());
      server.answer(request -> FOUND);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .ignoreExceptionsInstanceOf(RegistryException.class)
          .untilAsserted(() -> assertEquals("A", client.schema(7).getName()));
    }
  }

  @Test
  void takesOnlyTheRegistrysOwnWordForNotFound() {
    try (var server = new FakeRegistry(request -> new Answer(404, "<html>no such page</html>"));
        var client = client(server.url())) {
      var failure = failure(client, 7);
      assertEquals(Kind.UNAVAILABLE, failure.kind());
      assertTrue(failure.getMessage().contains("check the URL"), failure.getMessage());
    }
  }

  @Test
  void goesOnToTheNextUrlAndStaysThere() throws IOException {
    try (var down = new FakeRegistry(request -> new Answer(503, "{}"));
        var up = new FakeRegistry(request -> FOUND);
        var client = client(refusing() + "," + down.url() + ", " + up.url() + "/")) {
      client.schema(7);
      client.schema(8);
      assertEquals(1, down.asked().size());
      assertEquals(2, up.asked().size());
    }
  }

  @Test
  void namesEveryUrlThatFailed() throws IOException {
    var refusing = refusing();
    try (var down = new FakeRegistry(request -> new Answer(500, "{\"message\":\"store\"}"));
        var client = client("http://user:secret@" + refusing.substring(7) + "," + down.url())) {
      var failure = failure(client, 7);
      assertEquals(Kind.UNAVAILABLE, failure.kind());
      assertTrue(failure.getMessage().contains(refusing), failure.getMessage());
      assertTrue(
          failure.getMessage().contains(down.url() + " answers HTTP 500 (store)"),
          failure.getMessage());
      assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    }
  }

  @Test
  void fetchesReferredSchemasFirst() {
    Function<Asked, Answer> answers =
        request ->
            switch (request.path()) {
              case "/schemas/ids/7" ->
                  new Answer(
                      200,
                      "{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"A\\\"}\",\"references\":[{\"name\":\"A\",\"subject\":\"the a\",\"version\":3}]}");
              case "/subjects/the%20a/versions/3?deleted=true" -> FOUND;
              default -> NOT_FOUND;
            };
    try (var server = new FakeRegistry(answers);
        var client = client(server.url())) {
      assertEquals("A", client.schema(7).getElementType().getName());
    }
  }

  @Test
  void refusesWhatIsNotAvro() {
    Function<Asked, Answer> json =
        request -> new Answer(200, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}");
    try (var server = new FakeRegistry(json);
        var client = client(server.url())) {
      assertEquals(Kind.REFUSED, failure(client, 7).kind());
      server.answer(request -> new Answer(200, "{\"schema\":\"{\\\"type\\\":\\\"nonsense\\\"}\"}"));
      assertEquals(Kind.REFUSED, failure(client, 8).kind());
    }
  }

  @Test
  void signsInAsConfluentsClientsDo() {
    var basic = Optional.of("Basic " + base64("me:pa:ss"));
    assertEquals(
        basic,
        authorization(
            Map.of(
                "basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:pa:ss")));
    assertEquals(
        basic,
        authorization(
            Map.of(
                "schema.registry.basic.auth.credentials.source",
                "USER_INFO",
                "schema.registry.basic.auth.user.info",
                "me:pa:ss")));
    assertEquals(
        Optional.of("Bearer t0ken"),
        authorization(
            Map.of(
                "bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0ken")));
    assertEquals(Optional.empty(), authorization(Map.of()));
    try (var server = new FakeRegistry(request -> FOUND);
        var client = client(server.url().replace("http://", "http://me:pa%3Ass@"))) {
      client.schema(7);
      assertEquals(basic, server.asked().getFirst().authorization());
    }
  }

  private static Optional<String> authorization(Map<String, String> more) {
    try (var server = new FakeRegistry(request -> FOUND);
        var client = client(server.url(), more)) {
      client.schema(7);
      return server.asked().getFirst().authorization();
    }
  }

  @Test
  void saysWhatIsWrongWithTheConfiguration() {
    assertConfig("schema.registry.url", Map.of());
    assertConfig("schema.registry.url", Map.of("schema.registry.url", "localhost:8081"));
    var url = Map.of("schema.registry.url", "http://localhost:8081");
    assertConfig("basic.auth.user.info", plus(url, "basic.auth.credentials.source", "USER_INFO"));
    assertConfig("SASL_INHERIT", plus(url, "basic.auth.credentials.source", "SASL_INHERIT"));
    assertConfig("bearer.auth.token", plus(url, "bearer.auth.credentials.source", "STATIC_TOKEN"));
    assertConfig("STATIC_TOKEN", plus(url, "bearer.auth.credentials.source", "OAUTHBEARER"));
  }

  private static void assertConfig(String named, Map<String, String> config) {
    var failure = assertThrows(ConfigException.class, () -> new RegistryClient(config).close());
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }

  private static Map<String, String> plus(Map<String, String> map, String key, String value) {
    var more = new HashMap<>(map);
    more.put(key, value);
    return more;
  }

  @Test
  void trustsByTruststoreAndDoesNotPassOverATlsFailure(@TempDir Path dir) throws Exception {
    var keys = keystore(dir);
    try (var secure = new FakeRegistry(context(keys), request -> FOUND);
        var plain = new FakeRegistry(request -> FOUND)) {
      try (var trusting =
          client(
              secure.url(),
              Map.of(
                  "schema.registry.ssl.truststore.location", keys.toString(),
                  "schema.registry.ssl.truststore.password", "changeit",
                  "schema.registry.ssl.truststore.type", "PKCS12"))) {
        assertEquals("A", trusting.schema(7).getName());
      }
      try (var doubting = client(secure.url() + "," + plain.url())) {
        var failure = failure(doubting, 7);
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertTrue(failure.getMessage().contains("TLS"), failure.getMessage());
        assertTrue(plain.asked().isEmpty());
      }
    }
  }

  private static Path keystore(Path dir) throws IOException, InterruptedException {
    var file = dir.resolve("keys.p12");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "registry",
            "-keyalg",
            "EC",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit",
            "-keystore",
            file.toString());
    var output = dir.resolve("keytool.log");
    var keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertEquals(0, keytool.waitFor(), () -> read(output));
    return file;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    var keys = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static RegistryException failure(RegistryClient client, int id) {
    return assertThrows(RegistryException.class, () -> client.schema(id));
  }

  private static RegistryClient client(String urls) {
    return client(urls, Map.of());
  }

  private static RegistryClient client(String urls, Map<String, String> more) {
    return new RegistryClient(plus(more, "schema.registry.url", urls));
  }

  /** A URL at which nothing listens. */
  private static String refusing() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody opened the latch");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\\\"") + '"';
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
