package dev.skyvane.router.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.ProviderFactory;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class ProvidersTest {

  private static final Secrets NONE =
      reference -> {
        throw new IllegalArgumentException(reference);
      };

  private final List<String> closed = new ArrayList<>();

  @Test
  void hasTheBuiltInAdapters() {
    var vertx = Vertx.vertx();
    try (var providers = Providers.builtIn(vertx, Map.of(), NONE)) {
      assertEquals(Set.of("aws", "azure", "gcp", "http", "openfaas"), providers.names());
      assertEquals("aws", providers.of("aws").orElseThrow().name());
      assertEquals("http", providers.of("http").orElseThrow().name());
      assertEquals(Optional.empty(), providers.of("nimbus"));
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void givesEachAdapterItsOwnSettings() {
    var config =
        Map.of("provider.nimbus.height", "3000", "provider.cirrus.height", "9000", "x", "y");
    var nimbus = new Factory("nimbus");

    Providers.of(List.of(), List.of(nimbus), config, NONE).close();

    assertEquals(Map.of("height", "3000"), nimbus.given);
    assertEquals(List.of("nimbus"), closed);
  }

  @Test
  void namesTheWrongSetting() {
    var vertx = Vertx.vertx();
    try {
      for (var wrong :
          Map.of(
                  "provider.http.connections.max.per.host", "many",
                  "provider.http.conections.max.per.host", "5")
              .entrySet()) {
        var thrown =
            assertThrows(
                ConfigException.class, () -> Providers.builtIn(vertx, Map.ofEntries(wrong), NONE));

        String name = wrong.getKey().substring("provider.http.".length());
        assertTrue(thrown.getMessage().contains("provider.http.*"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(name), thrown.getMessage());
      }
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void refusesTwoOfOneName() {
    var thrown =
        assertThrows(
            ConfigException.class,
            () ->
                Providers.of(
                    List.of(), List.of(new Factory("a"), new Factory("a")), Map.of(), NONE));

    assertTrue(thrown.getMessage().contains("'a'"), thrown.getMessage());
    assertEquals(List.of("a"), closed);
  }

  private final class Factory implements ProviderFactory {
    private final String name;
    private Map<String, String> given = Map.of();

    Factory(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public FunctionProvider create(Map<String, String> config, Secrets secrets) {
      given = config;
      return new FunctionProvider() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public Optional<String> check(Target target) {
          return Optional.empty();
        }

        @Override
        public CompletableFuture<CallResult> call(FunctionCall call) {
          throw new AssertionError("not called here");
        }

        @Override
        public void close() {
          closed.add(name);
        }
      };
    }
  }
}
