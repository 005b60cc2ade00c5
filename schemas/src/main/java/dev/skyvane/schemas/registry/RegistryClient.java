package dev.skyvane.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.schemas.registry.RegistryException.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigDef;

/**
 * A client of a Confluent-compatible schema registry. Thread-safe; blocks; every failure is a
 * {@link RegistryException}.
 */
public final class RegistryClient implements AutoCloseable {
  /** Schemas kept by id. A schema takes some tens of kB, an id is never given to another schema. */
  private static final int MAX_SCHEMAS = 1_000;

  /** How long "not found" is believed, so that a flood of bad records isn't a flood of requests. */
  private static final Duration ABSENCE = Duration.ofSeconds(1);

  private final RegistryHttp http;
  private final Cache<Integer, Schema> schemas =
      Caffeine.newBuilder().maximumSize(MAX_SCHEMAS).executor(Runnable::run).build();
  private final Cache<Integer, String> absent =
      Caffeine.newBuilder()
          .maximumSize(MAX_SCHEMAS)
          .expireAfterWrite(ABSENCE)
          .executor(Runnable::run)
          .build();
  private final ConcurrentMap<Integer, CompletableFuture<Schema>> asked = new ConcurrentHashMap<>();

  /** A schema and its id. */
  public record Registered(int id, Schema schema) {}

  /**
   * @param config {@code schema.registry.url} and its companions, see {@link #configDef}
   * @throws org.apache.kafka.common.config.ConfigException naming the key that is wrong
   */
  public RegistryClient(Map<String, ?> config) {
    this.http = new RegistryHttp(new RegistryConfig(config));
  }

  /** The keys that the constructor reads. */
  public static ConfigDef configDef() {
    return RegistryConfig.define(new ConfigDef());
  }

  /** The schema of an id. Cached; concurrent calls for one id make one request. */
  public Schema schema(int id) {
    var known = schemas.getIfPresent(id);
    if (known != null) {
      return known;
    }
    var mine = new CompletableFuture<Schema>();
    var others = asked.putIfAbsent(id, mine);
    if (others != null) {
      return await(others);
    }
    try {
      var schema = askOnce(id);
      mine.complete(schema);
      return schema;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      asked.remove(id, mine);
      // Only an Error gets here without an end; who waits must not wait for ever.
      mine.completeExceptionally(new IllegalStateException("The lookup was cut off"));
    }
  }

  private Schema askOnce(int id) {
    // Another thread may have brought the answer between the caller's look and its turn.
    var known = schemas.getIfPresent(id);
    if (known != null) {
      return known;
    }
    var absence = absent.getIfPresent(id);
    if (absence != null) {
      throw new RegistryException(Kind.NOT_FOUND, absence, null);
    }
    try {
      var schema = parse(http.get("/schemas/ids/" + id), "id " + id);
      schemas.put(id, schema);
      return schema;
    } catch (RegistryException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        absent.put(id, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static Schema await(CompletableFuture<Schema> others) {
    try {
      return others.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RegistryException failure) {
        // A fresh one, so that its stack trace is this thread's.
        throw new RegistryException(failure.kind(), String.valueOf(failure.getMessage()), failure);
      }
      throw e;
    }
  }

  /** Registers a schema under a subject, if it isn't yet, and returns its id. Not cached. */
  public int register(String subject, Schema schema) {
    return http.post("/subjects/" + encode(subject) + "/versions", body(schema)).path("id").asInt();
  }

  /** The id of a schema that must be registered under the subject already. Not cached. */
  public int find(String subject, Schema schema) {
    return http.post("/subjects/" + encode(subject), body(schema)).path("id").asInt();
  }

  /** The newest schema of a subject. Not cached. */
  public Registered latest(String subject) {
    var answer = http.get("/subjects/" + encode(subject) + "/versions/latest");
    return new Registered(
        answer.path("id").asInt(), parse(answer, "the latest of subject " + subject));
  }

  private static JsonNode body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  private Schema parse(JsonNode answer, String what) {
    var type = answer.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new RegistryException(
          Kind.REFUSED, "The schema of " + what + " is of type " + type + ", not AVRO", null);
    }
    // Whoever registered it decided on names and defaults; a reader has to take them as they are.
    var parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
    try {
      parseReferences(answer, parser, new HashSet<>());
      return parser.parse(answer.path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw new RegistryException(
          Kind.REFUSED, "The schema of " + what + " is not valid Avro: " + e.getMessage(), e);
    }
  }

  private void parseReferences(JsonNode answer, Schema.Parser parser, Set<String> seen) {
    for (var reference : answer.path("references")) {
      if (seen.add(reference.path("name").asText())) {
        var referred =
            http.get(
                "/subjects/"
                    + encode(reference.path("subject").asText())
                    + "/versions/"
                    + reference.path("version").asInt()
                    + "?deleted=true");
        parseReferences(referred, parser, seen);
        parser.parse(referred.path("schema").asText());
      }
    }
  }

  private static String encode(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.close();
  }
}
