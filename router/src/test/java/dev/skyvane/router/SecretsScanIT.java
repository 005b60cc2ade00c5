package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.skyvane.emulator.AzureKeys;
import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.GoogleIdentity;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Retry;
import dev.skyvane.schemas.record.TenantAccess;
import dev.skyvane.testkit.KafkaCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Marked secrets stand behind references of every kind and for every provider; functions are called
 * with good ones, with wrong ones, and with those of tenants. Afterwards no topic, log line down to
 * DEBUG, meter or reply holds a mark.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsScanIT {

  /** A variable that the build gives to the tests' process; see this room's pom. */
  private static final String VARIABLE = "SKYVANE_TEST_SECRET";

  private static final String GOOGLE = "gcp:europe-west1";
  private static final String AZURE = "azure:eastus";
  private static final String OPENFAAS = "openfaas:home";
  private static final String AWS = "aws:eu-north-1";
  private static final String HTTP = "http:tokyo";

  /** Waits for the slowest of some twenty calls on a machine under load. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path secrets;

  private final SecretMarks marks = new SecretMarks();
  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final AtomicLong lines = new AtomicLong();

  /** Scanned at the end, when the assertions that Google's library wrote are known. */
  private final Queue<String> jdkLines = new ConcurrentLinkedQueue<>();

  private final AtomicLong ownLines = new AtomicLong();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, String> expected = new HashMap<>();
  private final List<FunctionSpec> functions = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private Site site;
  private CloudEmulator clouds;
  private HttpServer issuer;
  private Listening listening;

  /** Every line of the log, and what libraries write to the JDK's own. */
  private final class Listening extends AppenderBase<ILoggingEvent> {
    private final Handler jdk =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            jdkLines.add(record.getMessage() + " " + record.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    @Override
    protected void append(ILoggingEvent event) {
      lines.incrementAndGet();
      if (event.getLoggerName().startsWith("dev.skyvane")) {
        ownLines.incrementAndGet();
      }
      scan("log of " + event.getLoggerName(), event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        scan(
            "stack trace of " + event.getLoggerName(),
            ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
  }

  private void scan(String where, @Nullable String text) {
    marks.in(text).ifPresent(name -> found.add(name + " in " + where));
  }

  @BeforeAll
  void start() throws Exception {
    clouds =
        CloudEmulator.start(
            EmulatorOptions.of(
                RegionOptions.instant(GOOGLE),
                RegionOptions.instant(AZURE),
                RegionOptions.instant(OPENFAAS)));
    clouds.regions().forEach(region -> region.deploy("echo", 512, SampleFunction.ECHO));
    issuer =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  request
                      .body()
                      .onSuccess(
                          body ->
                              marks.add(
                                  "an assertion",
                                  body.toString().replaceFirst(".*assertion=", "")));
                  var token =
                      clouds
                          .region(GOOGLE)
                          .callers(GoogleIdentity.class)
                          .token(clouds.region(GOOGLE).address("echo"));
                  marks.add("the ID token", token);
                  request
                      .response()
                      .putHeader("content-type", "application/json")
                      .end("{\"id_token\":\"" + token + "\"}");
                })
            .listen(0, "127.0.0.1")
            .await();
    listen();
    site = new Site(KafkaCluster.inThisJvm(1), Map.of());
    functions();
    regions();
    var settings = new HashMap<String, String>();
    settings.put("secrets.dir", secrets.toString());
    settings.put("secrets.env.allow", VARIABLE);
    for (var function : functions) {
      var topic = "shop." + function.getName();
      site.createTopic(topic, 1);
      settings.put("bind." + topic + ".function", function.getName());
      settings.put("bind." + topic + ".tenant", "shop");
    }
    site.router(settings, meters);
  }

  private void listen() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    listening = new Listening();
    listening.setContext(context);
    listening.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.iteratorForAppenders()
        .forEachRemaining(
            appender -> {
              var onlyLoud = new ch.qos.logback.classic.filter.ThresholdFilter();
              onlyLoud.setLevel("WARN");
              onlyLoud.start();
              appender.addFilter(onlyLoud);
            });
    root.addAppender(listening);
    root.setLevel(Level.DEBUG);
    context.getLogger("dev.skyvane").setLevel(Level.DEBUG);
    var jdk = java.util.logging.Logger.getLogger("");
    jdk.setLevel(java.util.logging.Level.ALL);
    listening.jdk.setLevel(java.util.logging.Level.ALL);
    jdk.addHandler(listening.jdk);
  }

  @AfterAll
  void stop() {
    if (listening != null) {
      var context = (LoggerContext) LoggerFactory.getILoggerFactory();
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.detachAppender(listening);
      root.setLevel(Level.WARN);
      root.iteratorForAppenders().forEachRemaining(appender -> appender.clearAllFilters());
      context.getLogger("dev.skyvane").setLevel(Level.INFO);
      var jdk = java.util.logging.Logger.getLogger("");
      jdk.removeHandler(listening.jdk);
      jdk.setLevel(java.util.logging.Level.INFO);
    }
    if (site != null) {
      site.close();
    }
    if (clouds != null) {
      clouds.close();
    }
    vertx.close().await();
  }

  /** A secret in a file, and looked for. */
  private String file(String name, String secret) throws IOException {
    Files.writeString(secrets.resolve(name), secret);
    marks.add(name, secret);
    return "file:" + name;
  }

  private void functions() throws Exception {
    var open = "http:tokyo";
    var variable = System.getenv(VARIABLE);
    assertTrue(variable != null && variable.length() > 20, "the build gives no " + VARIABLE);
    marks.add(VARIABLE, variable);
    file("http-basic", "user:mark-http-basic-0a1b2c3d4e5f");
    marks.add("the password of http-basic", "mark-http-basic-0a1b2c3d4e5f");
    file("http-bearer", "mark-http-bearer-6a7b8c9d0e1f");
    file("gateway", "admin:mark-gateway-2a3b4c5d6e7f");
    marks.add("the gateway's password", "mark-gateway-2a3b4c5d6e7f");
    site.clouds.region(open).deploy("echo", 512, SampleFunction.ECHO);
    site.clouds.region(AWS).deploy("echo", 512, SampleFunction.ECHO);
    var httpAddress = site.clouds.region(open).address("echo");
    function("http-basic", open, httpAddress, "basic:file:http-basic", "ok", "ok");
    function("http-bearer", open, httpAddress, "bearer:file:http-bearer", "ok", "ok");
    function("http-header", open, httpAddress, "header:x-api-key:env:" + VARIABLE, "ok", "ok");
    function("http-none", open, httpAddress, "bearer:file:no-such-file", "error", "error");
    function("openfaas", OPENFAAS, "echo", "basic:file:gateway", "ok", "ok");
    // The region's key is wrong, the tenant's is right.
    function("azure", AZURE, clouds.region(AZURE).address("echo"), "function-key", "error", "ok");
    function(
        "azure-entra",
        "azure:westeurope",
        "https://127.0.0.1:9/api/echo",
        "entra:api://app/.default",
        "error",
        "error");
    function(
        "google", GOOGLE, clouds.region(GOOGLE).address("echo"), "google-id-token", "error", "ok");
    function("aws", AWS, site.clouds.region(AWS).address("echo"), null, "ok", "ok");
    function(
        "broken",
        OPENFAAS,
        "http://127.0.0.1:9/function/echo",
        "basic:file:gateway",
        "error",
        "error");
  }

  private void function(
      String name, String region, String address, @Nullable String auth, String own, String shops) {
    expected.put("own " + name, own);
    expected.put("shop " + name, shops);
    var spec =
        FunctionSpec.newBuilder()
            .setName(name)
            .setVersion(1)
            .setRetry(Retry.newBuilder().setMaxAttempts(1).build())
            .setTimeoutMs(20_000)
            .setDeployments(
                List.of(
                    Deployment.newBuilder()
                        .setId(name + "~" + region.replace(':', '~') + "~512")
                        .setRegion(region)
                        .setAddress(address)
                        .setMemoryMb(512)
                        .setAuth(auth)
                        .build()))
            .build();
    functions.add(spec);
    site.put(Topic.FUNCTIONS, name, spec);
  }

  private void regions() throws Exception {
    region(
        AWS,
        site.clouds.region(AWS).endpoint().toString(),
        profile("aws-own", "mark-aws-own-secret-key-11111111"),
        profile("aws-shop", "mark-aws-shop-secret-key-2222222"));
    var keys = clouds.region(AZURE).callers(AzureKeys.class);
    region(
        AZURE,
        clouds.region(AZURE).endpoint().toString(),
        file("azure-own", "mark-azure-own-key-0123456789"),
        file("azure-shop", keys.host()));
    region(
        "azure:westeurope",
        null,
        application("entra-own", "mark-entra-own-secret-01234567"),
        application("entra-shop", "mark-entra-shop-secret-0123456"));
    region(
        GOOGLE,
        clouds.region(GOOGLE).endpoint().toString(),
        file("google-own", "{\"type\":\"service_account\",\"private_key\":\"mark-google-own\"}"),
        serviceAccount("google-shop"));
    region(OPENFAAS, clouds.region(OPENFAAS).endpoint().toString(), null, null);
  }

  private void region(
      String id, @Nullable String endpoint, @Nullable String own, @Nullable String shops) {
    var spec = RegionSpec.newBuilder().setId(id).setEndpoint(endpoint).setCredentials(own);
    if (shops != null) {
      spec.setTenants(Map.of("shop", TenantAccess.newBuilder().setCredentials(shops).build()));
    }
    site.put(Topic.REGIONS, id, spec.build());
  }

  private String profile(String name, String secret) throws IOException {
    marks.add("the key of " + name, secret);
    return file(
        name,
        "[default]\naws_access_key_id = AKIAMARKED0000000000\naws_secret_access_key = " + secret);
  }

  private String application(String name, String secret) throws IOException {
    marks.add("the secret of " + name, secret);
    return file(
        name,
        """
        {"clientId":"app","tenantId":"tenant","clientSecret":"%s",
         "activeDirectoryEndpointUrl":"https://127.0.0.1:9/"}
        """
            .formatted(secret));
  }

  private String serviceAccount(String name) throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    var key =
        Base64.getEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    marks.add("the private key of " + name, key.substring(100, 160));
    return file(
        name,
        """
        {"type":"service_account","project_id":"p","private_key_id":"1","client_id":"2",
         "client_email":"%s","token_uri":"http://127.0.0.1:%d/token",
         "private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n"}
        """
            .formatted(GoogleIdentity.INVOKER, issuer.actualPort(), key));
  }

  @Test
  void noSecretIsFoundAnywhere() throws Exception {
    for (var function : functions) {
      String name = function.getName();
      site.send(Site.plain(name, "own " + name, "{\"payload\":\"to-be-found\"}"));
      site.send(shops(name));
    }
    var statuses = new HashMap<String, String>();
    for (var reply : site.read(Site.REPLIES, expected.size(), LIMIT)) {
      String status = Site.header(reply, "skyvane-status");
      statuses.put(
          Site.header(reply, "skyvane-correlation-id"), "ok".equals(status) ? "ok" : "error");
    }
    assertEquals(expected, statuses);
    site.outcomes(functions.size());

    long records = 0;
    long seen = 0;
    for (String topic : site.admin.listTopics().names().get(30, TimeUnit.SECONDS)) {
      for (var record : site.readCommitted(topic)) {
        records++;
        seen += scan(record) ? 1 : 0;
      }
    }
    scan("the meters", meters.scrape());
    jdkLines.forEach(line -> scan("the JDK's log", line));

    assertEquals(List.of(), List.copyOf(found));
    // That the scan sees what is there:
    assertTrue(seen >= expected.size(), "only " + seen + " of " + records + " records were read");
    assertTrue(meters.scrape().contains("skyvane_router"), "no meters were read");
    assertTrue(ownLines.get() > 0 && lines.get() > 1_000, lines + " lines were read");
    assertTrue(!jdkLines.isEmpty(), "nothing was read of the JDK's log");
    listening.append(event("leaks mark-http-bearer-6a7b8c9d0e1f"));
    listening.append(event("leaks " + base64("user:mark-http-basic-0a1b2c3d4e5f")));
    assertEquals(2, found.size(), "the scan is blind: " + found);
  }

  private boolean scan(ConsumerRecord<byte[], byte[]> record) {
    var where = "topic " + record.topic();
    marks.in(record.key()).ifPresent(name -> found.add(name + " in a key of " + where));
    marks.in(record.value()).ifPresent(name -> found.add(name + " in " + where));
    record
        .headers()
        .forEach(
            header ->
                marks
                    .in(header.value())
                    .ifPresent(name -> found.add(name + " in a header of " + where)));
    return record.value() != null && new String(record.value()).contains("to-be-found");
  }

  private static org.apache.kafka.clients.producer.ProducerRecord<byte[], byte[]> shops(
      String function) {
    var asked = Site.plain(function, "shop " + function, "{\"payload\":\"to-be-found\"}");
    return new org.apache.kafka.clients.producer.ProducerRecord<>(
        "shop." + function,
        null,
        null,
        null,
        asked.value(),
        asked.headers().remove("skyvane-function"));
  }

  private static ILoggingEvent event(String message) {
    var event = new ch.qos.logback.classic.spi.LoggingEvent();
    event.setLoggerName("test");
    event.setLevel(Level.DEBUG);
    event.setMessage(message);
    return event;
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
