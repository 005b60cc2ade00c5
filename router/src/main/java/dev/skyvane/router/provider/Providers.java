package dev.skyvane.router.provider;

import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.ProviderFactory;
import dev.skyvane.provider.Secrets;
import dev.skyvane.router.provider.aws.AwsLambdaProvider;
import dev.skyvane.router.provider.azure.AzureProtocol;
import dev.skyvane.router.provider.gcp.GoogleProtocol;
import dev.skyvane.router.provider.http.HttpProtocol;
import dev.skyvane.router.provider.openfaas.OpenFaasProtocol;
import dev.skyvane.router.provider.web.WebProvider;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The adapters of this router, by provider. Immutable; any thread may ask. */
public final class Providers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  private final SortedMap<String, FunctionProvider> byName;

  private Providers(SortedMap<String, FunctionProvider> byName) {
    this.byName = byName;
  }

  /**
   * The adapters of this project and those that {@link ServiceLoader} finds.
   *
   * @param vertx carries the connections of the built-in adapters; its owner closes it after this
   * @param config the router's settings, of which {@code provider.NAME.*} are read
   * @param secrets resolves references to secrets
   * @throws ConfigException if a setting is wrong, or two adapters have the same name
   */
  public static Providers builtIn(Vertx vertx, Map<String, String> config, Secrets secrets) {
    return of(
        List.of(
            new BuiltIn("aws", own -> AwsLambdaProvider.create(vertx, own, secrets)),
            new BuiltIn(
                "azure", own -> new WebProvider(vertx, own, new AzureProtocol(vertx, secrets))),
            new BuiltIn("gcp", own -> new WebProvider(vertx, own, new GoogleProtocol(secrets))),
            new BuiltIn(
                "http", own -> new WebProvider(vertx, own, new HttpProtocol(vertx, secrets))),
            new BuiltIn(
                "openfaas",
                own -> new WebProvider(vertx, own, new OpenFaasProtocol(vertx, secrets)))),
        ServiceLoader.load(ProviderFactory.class),
        config,
        secrets);
  }

  static Providers of(
      List<BuiltIn> builtIn,
      Iterable<ProviderFactory> foreign,
      Map<String, String> config,
      Secrets secrets) {
    SortedMap<String, FunctionProvider> made = new TreeMap<>();
    try {
      for (var each : builtIn) {
        add(made, each.name(), each.making(), config);
      }
      for (var factory : foreign) {
        add(made, factory.name(), own -> factory.create(own, secrets), config);
      }
    } catch (RuntimeException wrong) {
      made.values().forEach(Providers::closeQuietly);
      throw wrong;
    }
    return new Providers(Collections.unmodifiableSortedMap(made));
  }

  private static void add(
      Map<String, FunctionProvider> made, String name, Making making, Map<String, String> config) {
    if (made.containsKey(name)) {
      throw new ConfigException(
          "Two adapters are named '" + name + "': take one of them off the class path.");
    }
    String prefix = "provider." + name + ".";
    Map<String, String> own = new TreeMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            own.put(key.substring(prefix.length()), value);
          }
        });
    try {
      made.put(name, making.from(own));
    } catch (ConfigException wrong) {
      throw new ConfigException("In the settings '" + prefix + "*': " + wrong.getMessage());
    }
  }

  /**
   * The adapter of a provider.
   *
   * @param provider the part of a region's id before the colon, as in {@code aws}
   * @return empty if no adapter has this name
   */
  public Optional<FunctionProvider> of(String provider) {
    return Optional.ofNullable(byName.get(provider));
  }

  /** The names of all adapters. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(byName.keySet()));
  }

  /** Closes every adapter; what is in flight ends as unavailable. */
  @Override
  public void close() {
    byName.values().forEach(Providers::closeQuietly);
  }

  private static void closeQuietly(FunctionProvider provider) {
    try {
      provider.close();
    } catch (RuntimeException e) {
      LOG.warn("Closing the adapter '{}' failed", provider.name(), e);
    }
  }

  /** An adapter of this project. */
  record BuiltIn(String name, Making making) {}

  /** Makes an adapter from its own settings. */
  @FunctionalInterface
  interface Making {
    FunctionProvider from(Map<String, String> config);
  }
}
