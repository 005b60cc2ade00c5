package dev.skyvane.router.provider.gcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.CloudService;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.GoogleIdentity;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.WebAddress;
import dev.skyvane.router.provider.web.WebProvider;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restricted functions of an emulated region, called with tokens that Google's library fetched. */
class GoogleProtocolTest {

  private static final String ID = "gcp:europe-west1";
  private static final String MARK = "MARKED-PRIVATE-KEY";

  private final Map<String, String> held = new ConcurrentHashMap<>();
  private final Secrets secrets =
      reference ->
          Optional.ofNullable(held.get(reference))
              .orElseThrow(() -> new IllegalArgumentException("'" + reference + "' is refused."));
  private final AtomicInteger issued = new AtomicInteger();
  private volatile int issuerStatus = 200;
  private Vertx vertx;
  private CloudEmulator clouds;
  private EmulatedRegion region;
  private HttpServer issuer;
  private FunctionProvider provider;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    clouds =
        CloudEmulator.start(
            EmulatorOptions.of(RegionOptions.instant(ID, CloudService.CLOUD_FUNCTIONS)));
    region = clouds.region(ID);
    region.deploy("echo", 512, SampleFunction.ECHO);
    region.deploy("fail", 512, SampleFunction.FAIL);
    issuer =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              issued.incrementAndGet();
                              request
                                  .response()
                                  .setStatusCode(issuerStatus)
                                  .putHeader("content-type", "application/json")
                                  .end(
                                      issuerStatus == 200
                                          ? "{\"id_token\":\"%s\"}"
                                              .formatted(
                                                  region
                                                      .callers(GoogleIdentity.class)
                                                      .token(audience(body.toString())))
                                          : "{\"error\":\"invalid_grant\"}");
                            }))
            .listen(0, "127.0.0.1")
            .await();
    provider = new WebProvider(vertx, Map.of(), new GoogleProtocol(secrets));
  }

  @AfterEach
  void stop() {
    provider.close();
    clouds.close();
    vertx.close().await();
  }

  /** What the assertion asks the token to be for. */
  private static String audience(String form) {
    for (String field : form.split("&")) {
      if (field.startsWith("assertion=")) {
        String jwt = URLDecoder.decode(field.substring(10), StandardCharsets.UTF_8);
        String claims =
            new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8);
        var found =
            java.util.regex.Pattern.compile("\"target_audience\":\"([^\"]+)\"").matcher(claims);
        assertTrue(found.find(), claims);
        return found.group(1).replace("\\/", "/");
      }
    }
    throw new AssertionError("no assertion in " + form);
  }

  @Test
  void theEndpointsOwnMetadataServerTellsWhoCalls() {
    assertInstanceOf(Success.class, call("echo", null, "google-id-token"));
    assertForbidden(call("echo", null, null));
    assertForbidden(call("echo", null, "google-id-token:" + region.address("fail")));
    assertInstanceOf(FunctionError.class, call("fail", null, "google-id-token"));
  }

  @Test
  void aServiceAccountsKeyGivesOneTokenForManyCalls() throws Exception {
    held.put("file:key", key());
    var calls = new java.util.ArrayList<CompletableFuture<CallResult>>();
    for (int i = 0; i < 50; i++) {
      calls.add(begin(target("echo", "file:key", "google-id-token")));
    }
    calls.forEach(
        each -> assertInstanceOf(Success.class, each.orTimeout(30, TimeUnit.SECONDS).join()));
    assertEquals(1, issued.get());
    assertInstanceOf(
        Success.class, call("echo", "file:key", "google-id-token:" + region.address("echo")));
    assertEquals(1, issued.get(), "the same audience by another word");
  }

  @Test
  void anIssuerThatRefusesForbidsAndOneThatIsDownDoesNot() throws Exception {
    held.put("env:KEY", key());
    issuerStatus = 400;
    var rejected = assertForbidden(call("echo", "env:KEY", "google-id-token"));
    assertTrue(rejected.message().contains("env:KEY"), rejected.message());
    assertTrue(rejected.message().contains("400"), rejected.message());

    held.put("env:OTHER", key());
    issuer.close().await();
    var unavailable =
        assertInstanceOf(Unavailable.class, call("echo", "env:OTHER", "google-id-token"));
    assertTrue(unavailable.message().contains("env:OTHER"), unavailable.message());
  }

  @Test
  void brokenKeysAreNotRepeated() {
    for (var broken :
        new String[] {
          MARK,
          "{\"type\":\"service_account\",\"private_key\":\"" + MARK + "\"}",
          "{\"type\":\"" + MARK + "\"}",
          "{\"type\":\"external_account\",\"audience\":\"" + MARK + "\"}",
          "{\"" + MARK
        }) {
      held.put("file:broken" + broken.length(), broken);
      var rejected =
          assertForbidden(call("echo", "file:broken" + broken.length(), "google-id-token"));
      assertFalse(rejected.message().contains(MARK), rejected.message());
      assertTrue(rejected.message().contains("file:broken"), rejected.message());
    }
  }

  @Test
  void pagesOfTheFrontEndAreToldFromTheFunctionsOwn() {
    var unknown = assertInstanceOf(Rejected.class, call("nowhere", null, null));
    assertEquals(Rejected.UNKNOWN_FUNCTION, unknown.code());
    region.faults().change(faults -> faults.withErrorRate(1));
    assertInstanceOf(Unavailable.class, call("echo", null, "google-id-token"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://resize-abc-ew.a.run.app/some/path, https://resize-abc-ew.a.run.app",
    "https://resize-abc-ew.a.run.app, https://resize-abc-ew.a.run.app",
    "https://europe-west1-p.cloudfunctions.net/resize, https://europe-west1-p.cloudfunctions.net/resize",
    "https://europe-west1-p.cloudfunctions.net/resize/more?x=1, https://europe-west1-p.cloudfunctions.net/resize",
    "http://127.0.0.1:8080/resize, http://127.0.0.1:8080/resize",
    "https://[::1]:8443/, https://[::1]:8443"
  })
  void theAudienceIsTheServicesOwnUrl(String address, String audience) {
    assertEquals(
        audience, Audience.of(WebAddress.of(new Target("f", ID, address, 512, null, null, null))));
  }

  @Test
  void saysWhatIsWrong() {
    var words =
        provider
            .check(new Target("f", ID, "https://f.a.run.app", 512, null, null, MARK))
            .orElseThrow();
    assertTrue(words.contains("google-id-token"), words);
    assertFalse(words.contains(MARK), words);
    words =
        provider
            .check(new Target("f", ID, "https://f.a.run.app", 512, null, MARK, "google-id-token"))
            .orElseThrow();
    assertTrue(words.contains("file:NAME"), words);
    assertFalse(words.contains(MARK), words);
    assertTrue(
        provider
            .check(new Target("f", ID, "http://metadata.google.internal/x", 512, null, null, null))
            .orElseThrow()
            .contains("refused"));
  }

  private String key() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    String pem =
        "-----BEGIN PRIVATE KEY-----\\n"
            + Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\\n-----END PRIVATE KEY-----\\n";
    return """
        {"type":"service_account","project_id":"p","private_key_id":"1","client_id":"2",
         "client_email":"%s","private_key":"%s","token_uri":"http://127.0.0.1:%d/token"}
        """
        .formatted(GoogleIdentity.INVOKER, pem, issuer.actualPort());
  }

  private static Rejected assertForbidden(CallResult result) {
    var rejected = assertInstanceOf(Rejected.class, result, () -> "" + result);
    assertEquals(Rejected.FORBIDDEN, rejected.code(), rejected.message());
    return rejected;
  }

  private Target target(String function, @Nullable String credentials, @Nullable String auth) {
    return new Target(
        function, ID, region.address(function), 512, "" + region.endpoint(), credentials, auth);
  }

  private CallResult call(String function, @Nullable String credentials, @Nullable String auth) {
    return begin(target(function, credentials, auth)).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<CallResult> begin(Target target) {
    assertEquals(Optional.empty(), provider.check(target));
    return provider.call(
        new FunctionCall(
            target,
            target.deployment(),
            "invocation",
            "attempt",
            1,
            ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)),
            "application/json",
            Duration.ofSeconds(25),
            Map.of()));
  }
}
