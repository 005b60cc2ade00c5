package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import org.jspecify.annotations.Nullable;

/** What Lambda tells of the functions of a region: list, function, function configuration. */
final class LambdaConfigurations {

  private static final String CONFIGURATION = "/configuration";

  private final String region;
  private final ConcurrentNavigableMap<String, FunctionOptions> functions;

  LambdaConfigurations(String region, ConcurrentNavigableMap<String, FunctionOptions> functions) {
    this.region = region;
    this.functions = functions;
  }

  /** Why a function can't be reached under this name; null if it can. */
  Ending.@Nullable Refused refuse(LambdaName name) {
    if (name.region() != null && !name.region().equals(region)) {
      return new Ending.Refused(
          Ending.Reason.UNKNOWN_FUNCTION,
          "Functions from '%s' are not reachable in this region ('%s')"
              .formatted(name.region(), region));
    }
    if (name.account() != null && !name.account().equals(LambdaName.ACCOUNT)) {
      return new Ending.Refused(
          Ending.Reason.FORBIDDEN,
          "The emulated account is %s; the function was asked for in account %s."
              .formatted(LambdaName.ACCOUNT, name.account()));
    }
    if (!functions.containsKey(name.name()) || name.version() == null) {
      return new Ending.Refused(
          Ending.Reason.UNKNOWN_FUNCTION, "Function not found: " + name.arnIn(region));
    }
    return null;
  }

  /** Answers a GET; {@code path} is what follows {@code /2015-03-31/functions}. */
  WireProtocol.Answer get(String path, @Nullable String qualifier) {
    if (path.isEmpty() || path.equals("/")) {
      return list();
    }
    var whole = !path.endsWith(CONFIGURATION);
    var text = path.substring(1, whole ? path.length() : path.length() - CONFIGURATION.length());
    var parsed = LambdaName.parse(text);
    if (parsed == null) {
      return LambdaErrors.answer(LambdaErrors.badName(text), new LinkedHashMap<>());
    }
    var name = parsed.withQualifier(qualifier);
    var refused = refuse(name);
    var function = functions.get(name.name());
    var version = name.version();
    if (refused != null || function == null || version == null) {
      var why =
          refused != null
              ? refused
              : new Ending.Refused(
                  Ending.Reason.UNKNOWN_FUNCTION, "Function not found: " + name.arnIn(region));
      return LambdaErrors.answer(why, new LinkedHashMap<>());
    }
    var configuration = configuration(function, name.arnIn(region), version);
    if (!whole) {
      return json(configuration);
    }
    var body = JsonNodeFactory.instance.objectNode();
    body.set("Configuration", configuration);
    return json(body);
  }

  private WireProtocol.Answer list() {
    var body = JsonNodeFactory.instance.objectNode();
    var list = body.putArray("Functions");
    functions.forEach(
        (name, function) ->
            list.add(configuration(function, LambdaName.arn(region, name), LambdaName.LATEST)));
    return json(body);
  }

  private static ObjectNode configuration(FunctionOptions function, String arn, String version) {
    var c = JsonNodeFactory.instance.objectNode();
    c.put("FunctionName", function.name());
    c.put("FunctionArn", arn);
    c.put("Runtime", "java25");
    c.put("Role", "arn:aws:iam::" + LambdaName.ACCOUNT + ":role/emulated");
    c.put("Handler", function.body().name());
    c.put("CodeSize", 0);
    c.put("Description", "Emulated sample function");
    c.put("Timeout", Math.max(1, function.timeout().toSeconds()));
    c.put("MemorySize", function.memoryMb());
    c.put("LastModified", "2026-01-01T00:00:00.000+0000");
    c.put("Version", version);
    c.put("PackageType", "Zip");
    c.putArray("Architectures").add("x86_64");
    c.put("State", "Active");
    c.put("LastUpdateStatus", "Successful");
    return c;
  }

  private static WireProtocol.Answer json(ObjectNode body) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/json");
    return new WireProtocol.Answer(200, headers, body.toString().getBytes(StandardCharsets.UTF_8));
  }
}
