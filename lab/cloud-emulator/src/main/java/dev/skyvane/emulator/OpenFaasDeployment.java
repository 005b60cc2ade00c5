package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skyvane.emulator.sample.FunctionInput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A function as it is deployed through an OpenFaaS gateway: the fields {@code service}, {@code
 * image}, {@code limits.memory} ({@code 512Mi}), and of the environment {@code exec_timeout}
 * ({@code 30s}) and {@code max_inflight}. Labels and annotations are kept and told.
 *
 * <p>No image is pulled: its last name, without tag, is that of a {@link SampleFunction} in small
 * letters with hyphens, as in {@code docker.io/samples/bag-of-words:1}.
 */
record OpenFaasDeployment(
    FunctionOptions function,
    String image,
    JsonNode envVars,
    JsonNode labels,
    JsonNode annotations) {

  private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})(Mi|Gi|M|G)");
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m|h)");
  private static final int DEFAULT_MB = 128;

  /**
   * Reads a request's body.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static OpenFaasDeployment of(byte[] body) {
    JsonNode tree;
    try {
      tree = FunctionInput.mapper().readTree(body);
    } catch (IOException e) {
      throw new IllegalArgumentException("failed to unmarshal request", e);
    }
    if (tree == null || !tree.isObject()) {
      throw new IllegalArgumentException("failed to unmarshal request");
    }
    var service = tree.path("service").asText();
    var image = tree.path("image").asText();
    if (service.isEmpty() || image.isEmpty()) {
      throw new IllegalArgumentException("service and image are required");
    }
    var env = tree.path("envVars");
    var function =
        FunctionOptions.of(service, memoryMb(tree.path("limits").path("memory")), sample(image));
    if (env.has("exec_timeout")) {
      function = function.withTimeout(time(env.path("exec_timeout").asText()));
    }
    var most = env.path("max_inflight").asInt(0);
    if (most > 0) {
      function = function.withReservedConcurrency(most);
    }
    return new OpenFaasDeployment(
        function,
        image,
        object(env),
        object(tree.path("labels")),
        object(tree.path("annotations")));
  }

  /** The image of a function that was not deployed through the gateway. */
  static String image(FunctionOptions function) {
    return "samples/" + function.body().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static SampleFunction sample(String image) {
    var last = image.substring(image.lastIndexOf('/') + 1);
    var name = last.split("[:@]", 2)[0].toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(SampleFunction.values())
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no image %s; the emulator has the sample functions, as in samples/bag-of-words"
                        .formatted(image)));
  }

  private static int memoryMb(JsonNode limit) {
    if (limit.isMissingNode() || limit.isNull() || limit.asText().isEmpty()) {
      return DEFAULT_MB;
    }
    var match = MEMORY.matcher(limit.asText());
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "limits.memory is '%s'; write it as 512Mi".formatted(limit.asText()));
    }
    return Integer.parseInt(match.group(1)) * (match.group(2).startsWith("G") ? 1_024 : 1);
  }

  private static Duration time(String text) {
    var match = TIME.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("exec_timeout is '%s'; write it as 30s".formatted(text));
    }
    var number = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static JsonNode object(JsonNode node) {
    return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
  }
}
