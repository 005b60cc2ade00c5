package dev.skyvane.stream.query;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows that were gathered, with who had them, and what is missing. Not thread-safe. */
final class Answers {
  private final List<JsonObject> rows = new ArrayList<>();
  private final JsonArray sources = new JsonArray();
  private final Set<Integer> missing = new TreeSet<>();
  private long newest;

  void add(Rows more, String instance, Stores.Held held) {
    rows.addAll(more.rows());
    newest = Math.max(newest, more.newestMs());
    sources.add(
        new JsonObject()
            .put("instance", instance)
            .put("role", held.role().text())
            .put("partitions", new JsonArray().add(held.shard().partition()))
            .put("lagRecords", held.lagRecords().isPresent() ? held.lagRecords().getAsLong() : null)
            .put("ageMs", held.ageMs().isPresent() ? held.ageMs().getAsLong() : null));
  }

  void miss(int partition) {
    missing.add(partition);
  }

  Set<Integer> missing() {
    return missing;
  }

  List<JsonObject> rows() {
    return rows;
  }

  /** For the instance that asked for some partitions. */
  JsonObject toJson() {
    return new JsonObject()
        .put("rows", new JsonArray(rows))
        .put("newest", newest)
        .put("sources", sources)
        .put("missing", new JsonArray(List.copyOf(missing)));
  }

  /** Takes in another instance's {@link #toJson}; what it lacks is missing here too. */
  void add(JsonObject theirs) {
    theirs.getJsonArray("rows").forEach(row -> rows.add((JsonObject) row));
    theirs.getJsonArray("sources").forEach(sources::add);
    theirs.getJsonArray("missing").forEach(each -> missing.add((Integer) each));
    newest = Math.max(newest, theirs.getLong("newest"));
  }

  JsonObject meta(String instance) {
    return new JsonObject()
        .put("instance", instance)
        .put("newest", newest == 0 ? null : Instant.ofEpochMilli(newest).toString())
        .put("ageMs", greatest("ageMs"))
        .put("lagRecords", greatest("lagRecords"))
        .put("sources", sources);
  }

  /** The worst of all; not known if it is not known of one. */
  private @Nullable Long greatest(String field) {
    long most = 0;
    for (var source : sources) {
      var value = ((JsonObject) source).getLong(field);
      if (value == null) {
        return null;
      }
      most = Math.max(most, value);
    }
    return most;
  }
}
