package dev.skyvane.embedded.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** A schema's text and what it refers to. */
record GivenSchema(String text, List<Reference> references) {
  private static final ObjectMapper JSON = new ObjectMapper();

  GivenSchema {
    references = List.copyOf(references);
  }

  /**
   * What makes two schemas the same, as it does for Confluent's clients: everything in the text,
   * docs and aliases included, but not the order of properties.
   *
   * @throws IllegalStateException if the text is not JSON, so only for text that Avro wrote
   */
  Identity identity() {
    try {
      return new Identity(JSON.readTree(text), references);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Avro wrote a schema that is not JSON", e);
    }
  }

  /** See {@link #identity()}. */
  record Identity(JsonNode tree, List<Reference> references) {}
}
