package dev.skyvane.schemas.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the registry is and how to sign in. Property names are those of Confluent's clients: each
 * is read with the prefix {@code schema.registry.} first, then without; those of TLS only with it,
 * because without it they are the broker's.
 */
final class RegistryConfig {
  static final String URL = "schema.registry.url";
  private static final String PREFIX = "schema.registry.";
  private static final String BASIC_SOURCE = "basic.auth.credentials.source";
  private static final String BASIC_USER = "basic.auth.user.info";
  private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  private static final String BEARER_TOKEN = "bearer.auth.token";
  private static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
  private static final String READ_TIMEOUT = "http.read.timeout.ms";

  private final AbstractConfig values;
  private final Map<String, Object> tls = new HashMap<>();

  /**
   * A registry's address and how it is reached.
   *
   * @param base without user information and without a slash at the end
   * @param authorization the header's value, or null where none is sent; a secret
   */
  record Endpoint(URI base, @Nullable String authorization) {
    @Override
    public String toString() {
      return base.toString();
    }
  }

  RegistryConfig(Map<String, ?> config) {
    var definition = define(new ConfigDef());
    var found = new HashMap<String, Object>();
    for (var name : definition.names()) {
      var prefixed = name.startsWith(PREFIX) ? name : PREFIX + name;
      Object value = config.get(prefixed);
      if (value == null) {
        value = config.get(name);
      }
      if (value != null) {
        found.put(name, value);
      }
    }
    config.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX + "ssl.") && value != null) {
            tls.put(key.substring(PREFIX.length()), value);
          }
        });
    this.values = new AbstractConfig(definition, found, false);
  }

  /** Adds this class's keys, for the reference in the docs and for validation. */
  static ConfigDef define(ConfigDef definition) {
    return definition
        .define(
            URL,
            Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            ConfigDef.ValidList.anyNonDuplicateValues(false, false),
            Importance.HIGH,
            "URLs of the schema registry, separated by commas. The next one is asked where one"
                + " can't be reached.")
        .define(
            BASIC_SOURCE,
            Type.STRING,
            "URL",
            ConfigDef.ValidString.in("URL", "USER_INFO"),
            Importance.MEDIUM,
            "Where user and password come from: URL takes them from schema.registry.url"
                + " (http://user:password@host), USER_INFO from basic.auth.user.info.")
        .define(
            BASIC_USER,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "User and password as user:password, where basic.auth.credentials.source is"
                + " USER_INFO.")
        .define(
            BEARER_SOURCE,
            Type.STRING,
            null,
            Importance.MEDIUM,
            "STATIC_TOKEN sends bearer.auth.token; absent: no token.")
        .define(BEARER_TOKEN, Type.PASSWORD, null, Importance.MEDIUM, "The token to send.")
        .define(
            CONNECT_TIMEOUT,
            Type.INT,
            2_000,
            ConfigDef.Range.atLeast(1),
            Importance.LOW,
            "Longest wait for a connection to the registry, in ms.")
        .define(
            READ_TIMEOUT,
            Type.INT,
            10_000,
            ConfigDef.Range.atLeast(1),
            Importance.LOW,
            "Longest wait for the registry's answer, in ms.");
  }

  Duration connectTimeout() {
    return Duration.ofMillis(values.getInt(CONNECT_TIMEOUT));
  }

  Duration readTimeout() {
    return Duration.ofMillis(values.getInt(READ_TIMEOUT));
  }

  List<Endpoint> endpoints() {
    var endpoints = new ArrayList<Endpoint>();
    for (var text : values.getList(URL)) {
      endpoints.add(endpoint(text.strip()));
    }
    return List.copyOf(endpoints);
  }

  private Endpoint endpoint(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      // The parser's message quotes the text, which may hold a password.
      throw new ConfigException(URL + ": one of the URLs can't be parsed");
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new ConfigException(
          URL + ": each must be http://host[:port] or https://host[:port], separated by commas");
    }
    var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    var path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    var base = URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
    return new Endpoint(base, authorization(uri));
  }

  private @Nullable String authorization(URI uri) {
    var bearer = values.getString(BEARER_SOURCE);
    if (bearer != null) {
      if (!bearer.equals("STATIC_TOKEN")) {
        throw new ConfigException(BEARER_SOURCE, bearer, "only STATIC_TOKEN is known");
      }
      return "Bearer " + secret(BEARER_TOKEN, BEARER_SOURCE + "=STATIC_TOKEN");
    }
    if ("USER_INFO".equals(values.getString(BASIC_SOURCE))) {
      var user = secret(BASIC_USER, BASIC_SOURCE + "=USER_INFO");
      if (user.indexOf(':') < 0) {
        throw new ConfigException(BASIC_USER + " must be of the form user:password");
      }
      return basic(user);
    }
    var user = uri.getUserInfo();
    return user == null ? null : basic(user);
  }

  private String secret(String key, String because) {
    Password secret = values.getPassword(key);
    if (secret == null || secret.value().isBlank()) {
      throw new ConfigException(key + " must be set, because " + because);
    }
    return secret.value();
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  /** The TLS context of {@code schema.registry.ssl.*}; null where none of these keys is set. */
  @Nullable SSLContext tls() {
    if (tls.isEmpty()) {
      return null;
    }
    if ("".equals(tls.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG))) {
      throw new ConfigException(
          PREFIX
              + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG
              + " can't be empty: the registry's host name is always verified; give its"
              + " certificate that name");
    }
    var definition = new ConfigDef();
    SslConfigs.addClientSslSupport(definition);
    var parsed = new AbstractConfig(definition, tls, false);
    var factory = new DefaultSslEngineFactory();
    factory.configure(parsed.values());
    return factory.sslContext();
  }
}
