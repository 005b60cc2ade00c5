package dev.skyvane.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.FunctionOutput;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * AWS Lambda's Invoke API of 2015-03-31, as the AWS SDKs and the {@code aws} command speak it.
 * Signatures are accepted and not verified.
 *
 * <p>A payload in the shape of an API Gateway event of format 2.0 is unwrapped for the function,
 * and its answer wrapped as the response to one, as the handler of a real function would do it.
 */
final class LambdaProtocol implements WireProtocol {

  private static final String PATH = "/2015-03-31/functions";
  private static final String JSON = "application/json";
  private static final byte[] EMPTY_OBJECT = {'{', '}'};
  private static final String INVOCATIONS = "/invocations";

  /** Lambda's limit of a synchronous request, 6 MiB. */
  static final int MAX_SYNC_BYTES = 6 * 1024 * 1024;

  /** Lambda's limit of an asynchronous request, 1 MiB. */
  static final int MAX_EVENT_BYTES = 1024 * 1024;

  /** Lambda's limit of an answer: the request's and 100 bytes for its envelope. */
  static final int MAX_RESPONSE_BYTES = MAX_SYNC_BYTES + 100;

  private final LambdaConfigurations configurations;

  LambdaProtocol(LambdaConfigurations configurations) {
    this.configurations = configurations;
  }

  @Override
  public @Nullable Invocation read(HttpServerRequest request) {
    var path = request.path() == null ? "" : request.path();
    if (path.startsWith(PATH + "/")
        && path.endsWith(INVOCATIONS)
        && path.length() > PATH.length() + 1 + INVOCATIONS.length()
        && request.method().equals(HttpMethod.POST)) {
      var name = path.substring(PATH.length() + 1, path.length() - INVOCATIONS.length());
      return invocation(request, decoded(name));
    }
    var answer =
        request.method().equals(HttpMethod.GET) && path.startsWith(PATH)
            ? configurations.get(
                decoded(path.substring(PATH.length())), request.getParam("Qualifier"))
            : unknownOperation(request.method() + " " + path);
    AnswerWriter.write(request.response(), answer);
    return null;
  }

  private static String decoded(String part) {
    try {
      return QueryStringDecoder.decodeComponent(part);
    } catch (IllegalArgumentException e) {
      // A broken escape is part of no function name, so the raw text is refused by its form.
      return part;
    }
  }

  private Invocation invocation(HttpServerRequest request, String text) {
    var type = request.getHeader("X-Amz-Invocation-Type");
    var kind =
        type == null
            ? LedgerEntry.Kind.SYNC
            : switch (type) {
              case "RequestResponse" -> LedgerEntry.Kind.SYNC;
              case "Event" -> LedgerEntry.Kind.EVENT;
              case "DryRun" -> LedgerEntry.Kind.DRY_RUN;
              default -> null;
            };
    var tags = Tags.ofHeaders(request);
    var refused = fillFromContext(request.getHeader("X-Amz-Client-Context"), tags);
    if (kind == null) {
      refused =
          new Ending.Refused(
              Ending.Reason.BAD_PARAMETER,
              "Unknown invocation type " + type + ": use RequestResponse, Event or DryRun.");
      kind = LedgerEntry.Kind.SYNC;
    }
    var parsed = LambdaName.parse(text);
    if (parsed == null) {
      return new Invocation(text, "", kind, false, JSON, tags, LambdaErrors.badName(text));
    }
    var name = parsed.withQualifier(request.getParam("Qualifier"));
    if (refused == null) {
      refused = configurations.refuse(name);
    }
    var version = name.version();
    return new Invocation(
        name.name(),
        version == null ? "" : version,
        kind,
        "Tail".equals(request.getHeader("X-Amz-Log-Type")) && kind == LedgerEntry.Kind.SYNC,
        JSON,
        tags,
        refused);
  }

  /** Takes tags that are not in headers from the client context's custom part. */
  private static Ending.@Nullable Refused fillFromContext(
      @Nullable String context, Map<String, String> tags) {
    if (context == null) {
      return null;
    }
    try {
      var custom = FunctionInput.mapper().readTree(Base64.getDecoder().decode(context));
      if (custom == null || !custom.isObject()) {
        throw new IOException("not an object");
      }
      var known = new HashMap<String, String>();
      for (var entry : custom.path("custom").properties()) {
        known.put(entry.getKey(), entry.getValue().asText());
      }
      for (var tag :
          new String[] {Tags.VANTAGE, Tags.INVOCATION_ID, Tags.ATTEMPT_ID, Tags.ATTEMPT}) {
        var value = known.get(tag);
        if (value != null) {
          tags.putIfAbsent(tag, value);
        }
      }
      return null;
    } catch (IOException | IllegalArgumentException e) {
      return new Ending.Refused(
          Ending.Reason.BAD_CONTENT, "Client context must be a valid Base64-encoded JSON object.");
    }
  }

  @Override
  public int maxRequestBytes(LedgerEntry.Kind kind) {
    return kind == LedgerEntry.Kind.EVENT ? MAX_EVENT_BYTES : MAX_SYNC_BYTES;
  }

  @Override
  public int maxResponseBytes() {
    return MAX_RESPONSE_BYTES;
  }

  @Override
  public Ending.Refused tooLarge(LedgerEntry.Kind kind) {
    return new Ending.Refused(
        Ending.Reason.TOO_LARGE,
        "Request must be smaller than %d bytes for the InvokeFunction operation"
            .formatted(maxRequestBytes(kind)));
  }

  @Override
  public byte[] responseTooLarge() {
    return FunctionErrors.of(
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (%d bytes)."
            .formatted(MAX_RESPONSE_BYTES));
  }

  @Override
  public FunctionInput input(Invocation invocation, byte[] body) {
    return new FunctionInput(body.length == 0 ? EMPTY_OBJECT : body, JSON);
  }

  @Override
  public Ending.@Nullable Refused check(byte[] body) {
    if (body.length == 0) {
      return null;
    }
    try (var parser = FunctionInput.mapper().createParser(body)) {
      if (parser.nextToken() == null) {
        return notJson("No content to map due to end-of-input");
      }
      parser.skipChildren();
      return parser.nextToken() == null ? null : notJson("Trailing tokens after the first value");
    } catch (JsonProcessingException e) {
      return notJson(e.getOriginalMessage());
    } catch (IOException e) {
      return notJson("The request body can't be read");
    }
  }

  private static Ending.Refused notJson(String why) {
    return new Ending.Refused(
        Ending.Reason.BAD_CONTENT,
        "Could not parse request body into json: Could not parse payload into json: " + why);
  }

  @Override
  public FunctionOutput run(SampleFunction function, FunctionInput input)
      throws FunctionFailedException {
    var event = ApiGatewayEvent.unwrap(input.bytes());
    return event == null ? function.run(input) : ApiGatewayEvent.wrap(function.run(event));
  }

  @Override
  public Ending.Ran timedOut(String requestId, FunctionOptions function, Ending.Run run) {
    var message = "RequestId: %s Error: %s".formatted(requestId, LambdaLog.taskTimedOut(function));
    return new Ending.Ran(
        LedgerEntry.Status.TIMEOUT, run, FunctionErrors.of("Sandbox.Timedout", message), JSON);
  }

  @Override
  public Answer answer(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("x-amzn-RequestId", requestId);
    return switch (ending) {
      case Ending.Ran ran -> {
        headers.put("Content-Type", JSON);
        headers.put("X-Amz-Executed-Version", invocation.version());
        if (ran.status() != LedgerEntry.Status.OK) {
          headers.put("X-Amz-Function-Error", "Unhandled");
        }
        if (invocation.logTail() && function != null) {
          headers.put(
              "X-Amz-Log-Result", LambdaLog.tail(requestId, invocation.version(), function, ran));
        }
        yield new Answer(200, headers, ran.body());
      }
      case Ending.Accepted _ -> new Answer(202, headers, new byte[0]);
      case Ending.Checked _ -> new Answer(204, headers, new byte[0]);
      case Ending.Refused refused -> LambdaErrors.answer(refused, headers);
    };
  }

  private static Answer unknownOperation(String operation) {
    return LambdaErrors.answer(
        new Ending.Refused(
            Ending.Reason.UNKNOWN_OPERATION, "The emulator does not have " + operation + "."),
        new LinkedHashMap<>());
  }
}
