package dev.skyvane.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skyvane.schemas.registry.FakeRegistry.Answer;
import dev.skyvane.schemas.registry.FakeRegistry.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers that register schemas and find them again, with ids from 1. */
public final class MemoryRegistry implements Function<Asked, Answer> {
  private final ObjectMapper json = new ObjectMapper();
  private final List<Entry> entries = new ArrayList<>();

  /** A schema under a subject; its id is its place in the list, from 1. */
  public record Entry(String subject, String schema) {}

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Registers a schema and returns its id. */
  public synchronized int add(String subject, String schema) {
    var entry = new Entry(subject, schema);
    if (!entries.contains(entry)) {
      entries.add(entry);
    }
    return entries.indexOf(entry) + 1;
  }

  @Override
  public synchronized Answer apply(Asked asked) {
    var path = asked.path().substring(1).split("/");
    if (path[0].equals("schemas")) {
      int id = Integer.parseInt(path[2]);
      return id > entries.size() ? missing(40403) : schema(id);
    }
    var subject = path[1];
    if (asked.method().equals("GET")) {
      for (int id = entries.size(); id > 0; id--) {
        if (entries.get(id - 1).subject().equals(subject)) {
          return schema(id);
        }
      }
      return missing(40401);
    }
    var given = given(asked);
    int known = entries.indexOf(new Entry(subject, given));
    if (path.length == 3) {
      return id(add(subject, given));
    }
    return known < 0 ? missing(40403) : id(known + 1);
  }

  private String given(Asked asked) {
    try {
      return json.readTree(asked.body()).path("schema").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer schema(int id) {
    var node = JsonNodeFactory.instance.objectNode().put("id", id);
    return new Answer(200, node.put("schema", entries.get(id - 1).schema()).toString());
  }

  private static Answer id(int id) {
    return new Answer(200, "{\"id\":" + id + "}");
  }

  private static Answer missing(int code) {
    return new Answer(404, "{\"error_code\":" + code + ",\"message\":\"not there\"}");
  }
}
