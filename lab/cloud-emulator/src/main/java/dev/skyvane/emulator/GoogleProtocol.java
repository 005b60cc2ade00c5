package dev.skyvane.emulator;

import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Google's functions over HTTP: {@code /NAME} and anything below it, by any method, as at {@code
 * REGION-PROJECT.cloudfunctions.net}, which reaches functions of both generations.
 *
 * <p>A restricted function asks for {@code Authorization: Bearer ID_TOKEN}: without it the front
 * end answers 403, with a token that it can't verify or that is meant for another address 401, with
 * one of a stranger 403. What the function answers goes through as it is: nothing tells duration,
 * memory or cold starts.
 *
 * <table>
 * <caption>Where the generations differ</caption>
 * <tr><th></th><th>1st gen</th><th>2nd gen, Cloud Run</th></tr>
 * <tr><td>request, answer at most</td><td>10 MB</td><td>32 MiB</td></tr>
 * <tr><td>over its timeout</td><td>408 {@code Error: could not handle the request}</td>
 *     <td>504 {@code upstream request timeout}</td></tr>
 * <tr><td>the function fails</td><td>500 {@code Error: could not handle the request}</td>
 *     <td>500, empty, as the Java functions framework answers</td></tr>
 * <tr><td>header of its own</td><td>{@code Function-Execution-Id}</td><td>none</td></tr>
 * </table>
 *
 * <p>Sources: cloud.google.com/functions/quotas, cloud.google.com/run/quotas,
 * cloud.google.com/run/docs/configuring/request-timeout.
 */
final class GoogleProtocol implements WireProtocol {

  private static final String PATH_TAG = ":path";
  private static final String TRACE = "X-Cloud-Trace-Context";
  private static final String COULD_NOT = "Error: could not handle the request\n";

  /** What differs between the generations of functions. */
  enum Generation {
    FIRST(10 * 1_000 * 1_000),
    SECOND(32 * 1_024 * 1_024);

    private final int maxBytes;

    Generation(int maxBytes) {
      this.maxBytes = maxBytes;
    }
  }

  private final Generation generation;
  private final Map<String, FunctionOptions> functions;
  private final GoogleIdentity identity;
  private final GoogleMetadata metadata;
  private final UnaryOperator<String> addresses;

  /**
   * Makes the protocol.
   *
   * @param functions the deployed functions, by name
   * @param addresses the address of a function, which is the audience of its tokens
   */
  GoogleProtocol(
      Generation generation,
      Map<String, FunctionOptions> functions,
      GoogleIdentity identity,
      UnaryOperator<String> addresses) {
    this.generation = generation;
    this.functions = functions;
    this.identity = identity;
    this.metadata = new GoogleMetadata(identity);
    this.addresses = addresses;
  }

  @Override
  public @Nullable Invocation read(HttpServerRequest request) {
    if (GoogleMetadata.isFor(request)) {
      AnswerWriter.write(request.response(), metadata.answer(request));
      return null;
    }
    var path = request.path() == null ? "/" : request.path();
    var end = path.indexOf('/', 1);
    var name = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
    var tags = Tags.ofHeaders(request);
    tags.put(PATH_TAG, path);
    var trace = request.getHeader(TRACE);
    if (trace != null) {
      tags.put(TRACE, trace);
    }
    return new Invocation(
        name,
        "",
        LedgerEntry.Kind.SYNC,
        false,
        request.getHeader("Content-Type"),
        tags,
        refuse(name, request.getHeader("Authorization")));
  }

  private Ending.@Nullable Refused refuse(String name, @Nullable String authorization) {
    var function = functions.get(name);
    if (function == null || function.access() == FunctionOptions.Access.PUBLIC) {
      return null;
    }
    return switch (identity.judge(authorization, addresses.apply(name))) {
      case INVOKER -> null;
      case ANONYMOUS, STRANGER ->
          new Ending.Refused(Ending.Reason.FORBIDDEN, "The caller is no invoker of " + name + ".");
      case UNVERIFIED ->
          new Ending.Refused(Ending.Reason.UNAUTHENTICATED, "The token could not be verified.");
    };
  }

  @Override
  public int maxRequestBytes(LedgerEntry.Kind kind) {
    return generation.maxBytes;
  }

  @Override
  public int maxResponseBytes() {
    return generation.maxBytes;
  }

  @Override
  public byte[] responseTooLarge() {
    return FunctionErrors.of("ResponseTooLarge", "Response size was too large.");
  }

  @Override
  public Answer answer(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending) {
    var headers = new LinkedHashMap<String, String>();
    var id = requestId.replace("-", "");
    headers.put("Server", "Google Frontend");
    headers.put(TRACE, invocation.tags().getOrDefault(TRACE, id + ";o=0"));
    return switch (ending) {
      case Ending.Ran ran -> {
        if (generation == Generation.FIRST) {
          headers.put("Function-Execution-Id", id.substring(0, 12));
        }
        yield ran(ran, headers);
      }
      case Ending.Refused refused ->
          GooglePages.answer(refused, invocation.tags().getOrDefault(PATH_TAG, "/"), headers);
      case Ending.Accepted _, Ending.Checked _ ->
          throw new IllegalStateException("Google's functions are called synchronously");
    };
  }

  private Answer ran(Ending.Ran ran, Map<String, String> headers) {
    var first = generation == Generation.FIRST;
    return switch (ran.status()) {
      case OK -> {
        headers.put("Content-Type", ran.contentType());
        yield new Answer(200, headers, ran.body());
      }
      case TIMEOUT ->
          first
              ? GooglePages.text(408, COULD_NOT, headers)
              : GooglePages.text(504, "upstream request timeout", headers);
      default ->
          first ? GooglePages.text(500, COULD_NOT, headers) : new Answer(500, headers, new byte[0]);
    };
  }
}
