package dev.skyvane.standalone.manifest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads YAML text into nodes that know their lines; several documents in one file. */
final class YamlReader {
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String file;
  private final YAMLParser parser;
  private final Problems problems;

  private YamlReader(String file, YAMLParser parser, Problems problems) {
    this.file = file;
    this.parser = parser;
    this.problems = problems;
  }

  /** The documents that are not empty; what is not YAML becomes a problem and ends the reading. */
  static List<Node> read(String file, String text, Problems problems) {
    var documents = new ArrayList<Node>();
    try (var parser = FACTORY.createParser(text)) {
      var reader = new YamlReader(file, parser, problems);
      while (parser.nextToken() != null) {
        var node = reader.node();
        if (!(node instanceof Node.Absent)) {
          documents.add(node);
        }
      }
    } catch (JsonProcessingException e) {
      var location = e.getLocation();
      var at =
          location == null
              ? new Position(file, 1, 1)
              : new Position(file, location.getLineNr(), location.getColumnNr());
      problems.add(at, "", "this is not YAML: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private Node node() throws IOException {
    var at = here();
    if (parser.isCurrentAlias()) {
      problems.add(at, "", "aliases (*name) are not supported; write the value out");
      return new Node.Absent(at);
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(at);
      case START_ARRAY -> sequence(at);
      case VALUE_NULL -> new Node.Absent(at);
      default -> new Node.Scalar(at, parser.getText());
    };
  }

  private Node mapping(Position at) throws IOException {
    var entries = new ArrayList<Node.Entry>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var keyAt = here();
      var key = parser.currentName();
      parser.nextToken();
      entries.add(new Node.Entry(keyAt, key, node()));
    }
    return new Node.Mapping(at, entries);
  }

  private Node sequence(Position at) throws IOException {
    var items = new ArrayList<Node>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node());
    }
    return new Node.Sequence(at, items);
  }

  private Position here() {
    JsonLocation location = parser.currentTokenLocation();
    return new Position(file, location.getLineNr(), location.getColumnNr());
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
