package dev.skyvane.provider;

import java.util.Map;

/**
 * Makes an adapter. The router finds the factories of foreign adapters by {@link
 * java.util.ServiceLoader}.
 */
public interface ProviderFactory {

  /** The name that the adapter will have. */
  String name();

  /**
   * Makes the adapter.
   *
   * @param config the router's settings below {@code provider.NAME.}, without that prefix
   * @param secrets resolves references to secrets
   */
  FunctionProvider create(Map<String, String> config, Secrets secrets);
}
