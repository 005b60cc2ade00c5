package dev.skyvane.router.gateway;

import dev.skyvane.router.gateway.access.Access;
import dev.skyvane.router.gateway.access.OidcTokens;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** The settings of a router's gateway. */
public final class GatewayConfig extends AbstractConfig {
  public static final String ENABLED = "gateway.enabled";
  public static final String HOST = "gateway.host";
  public static final String PORT = "gateway.port";
  public static final String PATH = "gateway.path";
  public static final String TOPIC = "gateway.topic";
  public static final String MAX_PENDING = "gateway.max.pending";
  public static final String MAX_BYTES = "gateway.max.bytes";
  public static final String TIMEOUT_MS = "gateway.timeout.ms";
  public static final String TIMEOUT_MAX_MS = "gateway.timeout.max.ms";
  public static final String HEADER_MAX_BYTES = "gateway.header.max.bytes";
  public static final String HEADERS_FORWARD = "gateway.headers.forward";
  public static final String PROXIES_TRUSTED = "gateway.proxies.trusted";
  public static final String CALLBACKS_ALLOW = "gateway.callbacks.allow";
  public static final String CALLBACKS_PATIENCE_MS = "gateway.callbacks.patience.ms";
  public static final String ERROR_DETAILS = "gateway.error.details";
  public static final String TLS_CERTIFICATE = "gateway.tls.certificate";
  public static final String TLS_KEY = "gateway.tls.key";
  public static final String AUTH_FILE = "gateway.auth.file";
  public static final String OIDC_ISSUER = "gateway.oidc.issuer";
  public static final String OIDC_AUDIENCE = "gateway.oidc.audience";
  public static final String OIDC_TENANT_CLAIM = "gateway.oidc.claim.tenant";
  public static final String OIDC_GRANTS_CLAIM = "gateway.oidc.claim.permissions";

  private static final String KAFKA = "kafka";

  /** Said of one connection or one message, which is not the one to the function. */
  private static final Set<String> OF_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Never passed on, whatever the settings say: a topic holds no credentials (DESIGN 5). */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie", Access.API_KEY);

  /** Definition of every setting; the reference in the docs is generated from it. */
  public static ConfigDef definition() {
    var unique = ConfigDef.ValidList.anyNonDuplicateValues(true, false);
    return new ConfigDef()
        .define(
            ENABLED,
            Type.BOOLEAN,
            false,
            Importance.HIGH,
            "Whether this router takes calls over HTTP.")
        .define(
            HOST,
            Type.STRING,
            "127.0.0.1",
            new ConfigDef.NonEmptyString(),
            Importance.HIGH,
            "Name or address that the gateway listens on; 0.0.0.0 is all. Without gateway.auth.file"
                + " and gateway.oidc.issuer it must be this machine's own (127.0.0.1).")
        .define(
            PORT,
            Type.INT,
            18_080,
            Range.between(0, 65_535),
            Importance.HIGH,
            "Port of the gateway; 0 takes a free one, which the log names.")
        .define(
            PATH,
            Type.STRING,
            KAFKA,
            ConfigDef.ValidString.in(KAFKA, DirectPath.DIRECT),
            Importance.MEDIUM,
            "'kafka': every call is written to Kafka before it runs, and gets its answer whatever"
                + " is lost meanwhile. 'direct': synchronous calls of functions that carry the"
                + " label skyvane.gateway=direct run without Kafka between, and end with this"
                + " process.")
        .define(
            TOPIC,
            Type.STRING,
            "",
            Importance.MEDIUM,
            "Topic that calls are published to; empty: the invocations topic. One that only gateways"
                + " may write, and that input.topics and input.topics.trusted name, makes the"
                + " callers' tenants count.")
        .define(
            MAX_PENDING,
            Type.INT,
            10_000,
            Range.between(1, 1_000_000),
            Importance.MEDIUM,
            "Most calls that wait at one time; what is more is answered 503 at once.")
        .define(
            MAX_BYTES,
            Type.INT,
            64 * 1024 * 1024,
            Range.between(1024 * 1024, 1024 * 1024 * 1024),
            Importance.MEDIUM,
            "Most bytes of payloads that Kafka does not have yet; what is more is answered 503 at"
                + " once.")
        .define(
            TIMEOUT_MS,
            Type.LONG,
            60_000L,
            Range.between(1, 86_400_000),
            Importance.MEDIUM,
            "How long a call waits for its reply where its caller does not say (skyvane-timeout-ms),"
                + " in ms; then it is answered 504 and its invocation ends, too.")
        .define(
            TIMEOUT_MAX_MS,
            Type.LONG,
            900_000L,
            Range.between(1, 86_400_000),
            Importance.LOW,
            "Longest wait that a caller may ask for, in ms; a longer one is shortened to it.")
        .define(
            HEADER_MAX_BYTES,
            Type.INT,
            16 * 1024,
            Range.between(1024, 48 * 1024),
            Importance.LOW,
            "Most bytes of a call's line and of its headers, each; what is more is answered 414 or"
                + " 431.")
        .define(
            HEADERS_FORWARD,
            Type.LIST,
            List.of("accept", "accept-language", "user-agent", "x-request-id"),
            unique,
            Importance.MEDIUM,
            "Headers of a call that reach its function and are written to Kafka, beside traceparent"
                + " and those of CloudEvents. Those that carry credentials (Authorization, Cookie,"
                + " X-Api-Key) can't be named.")
        .define(
            PROXIES_TRUSTED,
            Type.LIST,
            List.of(),
            unique,
            Importance.MEDIUM,
            "Addresses, or networks as in 10.0.0.0/8, of proxies whose X-Forwarded headers are"
                + " believed.")
        .define(
            CALLBACKS_ALLOW,
            Type.STRING,
            "",
            Importance.MEDIUM,
            "Regular expression that a whole X-Callback-Url must match, as in"
                + " https://[a-z]+\\.example\\.com/.*; end the host with a slash. Empty: calls that"
                + " name one are answered 501.")
        .define(
            CALLBACKS_PATIENCE_MS,
            Type.LONG,
            600_000L,
            Range.between(0, 604_800_000),
            Importance.LOW,
            "How long a callback is tried again, from its reply on, in ms.")
        .define(
            ERROR_DETAILS,
            Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether errors name deployments and say what providers said; else a code and its"
                + " meaning.")
        .define(
            TLS_CERTIFICATE,
            Type.STRING,
            "",
            Importance.MEDIUM,
            "File with the certificate and its chain, PEM; empty: no TLS.")
        .define(
            TLS_KEY,
            Type.STRING,
            "",
            Importance.MEDIUM,
            "File with the certificate's private key, PEM (PKCS #8).")
        .define(
            AUTH_FILE,
            Type.STRING,
            "",
            Importance.MEDIUM,
            "File with hashes of API keys and passwords, and what each may do; read again when it"
                + " changes. Empty: none.")
        .define(
            OIDC_ISSUER,
            Type.STRING,
            "",
            Importance.MEDIUM,
            "URL of the OpenID Connect issuer whose tokens are admitted; empty: none are.")
        .define(
            OIDC_AUDIENCE,
            Type.LIST,
            List.of(),
            unique,
            Importance.MEDIUM,
            "Audiences of which a token must name one; required beside gateway.oidc.issuer.")
        .define(
            OIDC_TENANT_CLAIM,
            Type.STRING,
            "tenant",
            new ConfigDef.NonEmptyString(),
            Importance.LOW,
            "Claim that names the tenant.")
        .define(
            OIDC_GRANTS_CLAIM,
            Type.STRING,
            "scope",
            new ConfigDef.NonEmptyString(),
            Importance.LOW,
            "Claim with permissions, as in invoke:resize-*: a list, or divided by spaces.");
  }

  private final Proxies proxies;
  private final Optional<CallbackRules> callbacks;
  private final Set<String> forwarded;

  /**
   * Reads the settings.
   *
   * @throws ConfigException that names the key, the value and the rule
   */
  public GatewayConfig(Map<String, String> settings) {
    super(definition(), settings, false);
    this.proxies = proxies(getList(PROXIES_TRUSTED));
    this.callbacks = callbacks(getString(CALLBACKS_ALLOW));
    this.forwarded =
        getList(HEADERS_FORWARD).stream()
            .map(each -> each.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (enabled()) {
      check();
    }
  }

  private void check() {
    for (var name : forwarded) {
      if (CREDENTIALS.contains(name)) {
        throw new ConfigException(
            HEADERS_FORWARD, name, "carries credentials, which are never written to a topic");
      }
      if (OF_CONNECTION.contains(name) || name.startsWith("skyvane-")) {
        throw new ConfigException(
            HEADERS_FORWARD, name, "is this connection's or Skyvane's own, and can't be passed on");
      }
    }
    if (getString(TLS_CERTIFICATE).isBlank() != getString(TLS_KEY).isBlank()) {
      throw new ConfigException(
          TLS_CERTIFICATE + " and " + TLS_KEY + " need each other: set both, or none");
    }
    for (var key : List.of(TLS_CERTIFICATE, TLS_KEY, AUTH_FILE)) {
      var file = getString(key);
      if (!file.isBlank() && !Files.isReadable(Path.of(file))) {
        throw new ConfigException(
            key, file, "can't be read: name a file that this process may read");
      }
    }
    if (!getString(OIDC_ISSUER).isBlank() && getList(OIDC_AUDIENCE).isEmpty()) {
      throw new ConfigException(
          OIDC_AUDIENCE,
          "",
          "is required beside gateway.oidc.issuer: a token for somebody else must not count here");
    }
    if (!secured() && !loopback(getString(HOST))) {
      throw new ConfigException(
          HOST,
          getString(HOST),
          "is reachable from other machines, and nothing says who may call: set gateway.auth.file or"
              + " gateway.oidc.issuer, or listen on 127.0.0.1");
    }
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new ConfigException(HOST, host, "is neither a name nor an address of this machine");
    }
  }

  private static Proxies proxies(List<String> networks) {
    try {
      return Proxies.of(networks);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(PROXIES_TRUSTED, networks, e.getMessage());
    }
  }

  private static Optional<CallbackRules> callbacks(String allowed) {
    try {
      return allowed.isBlank()
          ? Optional.empty()
          : Optional.of(new CallbackRules(Pattern.compile(allowed)));
    } catch (PatternSyntaxException e) {
      throw new ConfigException(
          CALLBACKS_ALLOW, allowed, "is not a regular expression: " + e.getDescription());
    }
  }

  /** Which URLs may be called back; empty where none is. */
  Optional<CallbackRules> callbacks() {
    return callbacks;
  }

  /** Whether there is a gateway. */
  public boolean enabled() {
    return getBoolean(ENABLED);
  }

  /** Whether callers must say who they are. */
  public boolean secured() {
    return !getString(AUTH_FILE).isBlank() || !getString(OIDC_ISSUER).isBlank();
  }

  boolean tls() {
    return !getString(TLS_CERTIFICATE).isBlank();
  }

  /** Whether functions may ask to be called without Kafka between. */
  public boolean direct() {
    return getString(PATH).equals(DirectPath.DIRECT);
  }

  /** The topic that calls are published to. */
  public String topic(String invocations) {
    return getString(TOPIC).isBlank() ? invocations : getString(TOPIC);
  }

  /** Proxies whose headers are believed. */
  Proxies proxies() {
    return proxies;
  }

  /** Names of headers that are passed on, in lower case. */
  Set<String> forwarded() {
    return forwarded;
  }

  /**
   * Who may call.
   *
   * @throws ConfigException if the file of keys can't be used
   */
  Access access(Vertx vertx) {
    var file = getString(AUTH_FILE);
    var issuer = getString(OIDC_ISSUER);
    try {
      return Access.of(
          vertx,
          file.isBlank() ? null : Path.of(file),
          issuer.isBlank()
              ? null
              : new OidcTokens(
                  new OidcTokens.Rules(
                      issuer,
                      new HashSet<>(getList(OIDC_AUDIENCE)),
                      getString(OIDC_TENANT_CLAIM),
                      getString(OIDC_GRANTS_CLAIM))));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(AUTH_FILE, file, e.getMessage());
    }
  }
}
