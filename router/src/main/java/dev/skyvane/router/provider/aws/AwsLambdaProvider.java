package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallShape;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.net.ConnectionSettings;
import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.provider.net.HeaderText;
import dev.skyvane.router.provider.net.PendingCall;
import dev.skyvane.router.provider.net.PendingCalls;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.LogType;

/** The adapter {@code aws}; what it sends and understands is in this package's description. */
public final class AwsLambdaProvider implements FunctionProvider {

  /** Its name. */
  public static final String NAME = "aws";

  /** Most bytes of a synchronous call's payload: Lambda developer guide, quotas. */
  static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

  /**
   * From this size on, hashing a payload for its signature would hold up an event loop, in bytes.
   */
  private static final int LARGE_BYTES = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(AwsLambdaProvider.class);

  private final Vertx vertx;
  private final Connections connections;
  private final LambdaClients clients;
  private final PendingCalls calls;
  private final AtomicBoolean rehearsed = new AtomicBoolean();

  private AwsLambdaProvider(Vertx vertx, ConnectionSettings settings, Secrets secrets) {
    this.vertx = vertx;
    connections = Connections.open(vertx, settings);
    clients =
        new LambdaClients(secrets, new VertxSdkHttpClient(connections, settings.maxResultBytes()));
    calls = new PendingCalls(vertx, NAME);
  }

  /**
   * Makes the adapter.
   *
   * @param vertx carries its connections
   * @param config settings without {@code provider.aws.}
   * @param secrets resolves what a region's credentials refer to
   */
  public static AwsLambdaProvider create(Vertx vertx, Map<String, String> config, Secrets secrets) {
    return new AwsLambdaProvider(vertx, ConnectionSettings.of(config), secrets);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** How many calls are under way. */
  int inFlight() {
    return calls.size();
  }

  @Override
  public Optional<String> check(Target target) {
    try {
      LambdaAddress.of(target);
      LambdaAddress.endpoint(target);
      LambdaCredentials.check(target.credentials());
    } catch (IllegalArgumentException wrong) {
      return Optional.of(String.valueOf(wrong.getMessage()));
    }
    if (!target.shape().equals(CallShape.PLAIN)) {
      return Optional.of(
          "The deployment says how it wants to be called over HTTP, which Lambda is not; take 'call'"
              + " out.");
    }
    return target.auth() == null
        ? Optional.empty()
        : Optional.of(
            "The deployment has auth, which Lambda does not use; take it out, and give the region"
                + " credentials if the default chain does not do.");
  }

  @Override
  public void warmUp(Target target) {
    if (rehearsed.compareAndSet(false, true)) {
      Rehearsal.hold(vertx, this);
    }
    try {
      clients.warmUp(target, LambdaAddress.endpoint(target));
    } catch (IllegalArgumentException | RejectedExecutionException e) {
      // Said again by each call.
      log.debug("event=warm-up-failed deployment={}", target.deployment(), e);
    }
  }

  @Override
  public CompletableFuture<CallResult> call(FunctionCall call) {
    InvokeRequest request;
    URI endpoint;
    byte[] payload = payload(call);
    if (payload.length > MAX_PAYLOAD_BYTES) {
      return ended(
          Rejected.PAYLOAD_TOO_LARGE,
          "The payload has %d bytes as Lambda would see it; its limit is %d."
              .formatted(payload.length, MAX_PAYLOAD_BYTES));
    }
    try {
      LambdaCredentials.check(call.target().credentials());
      endpoint = LambdaAddress.endpoint(call.target());
      request = request(call, endpoint, payload);
    } catch (IllegalArgumentException wrong) {
      return ended(Rejected.BAD_REQUEST, String.valueOf(wrong.getMessage()));
    }
    PendingCall pending = calls.begin(call.timeout());
    if (pending.abandoned()) {
      return pending.result();
    }
    boolean large = payload.length > LARGE_BYTES;
    try {
      CompletableFuture<LambdaAsyncClient> client = clients.of(call.target(), endpoint);
      var _ =
          (large
                  ? client.thenAcceptAsync(
                      made -> invoke(made, request, pending), clients.executor())
                  : client.thenAccept(made -> invoke(made, request, pending)))
              .whenComplete(
                  (_, failure) -> {
                    if (failure != null) {
                      pending.end(LambdaFailure.toResult(failure));
                    }
                  });
    } catch (RejectedExecutionException closed) {
      calls.close();
    }
    return pending.result();
  }

  private static void invoke(LambdaAsyncClient client, InvokeRequest request, PendingCall pending) {
    if (pending.abandoned()) {
      return;
    }
    var invocation = client.invoke(request);
    pending.onAbandoned(() -> invocation.cancel(true));
    var _ =
        invocation.whenComplete(
            (answer, failure) ->
                pending.end(
                    failure == null
                        ? LambdaAnswer.toResult(answer)
                        : LambdaFailure.toResult(failure)));
  }

  private static byte[] payload(FunctionCall call) {
    ByteBuffer given = call.payload().duplicate();
    byte[] bytes = new byte[given.remaining()];
    given.get(bytes);
    String type = call.contentType();
    return type == null || ApiGatewayEvent.isJson(type) ? bytes : ApiGatewayEvent.wrap(bytes, type);
  }

  private static InvokeRequest request(FunctionCall call, @Nullable URI endpoint, byte[] payload) {
    LambdaAddress address = LambdaAddress.of(call.target());
    var request =
        InvokeRequest.builder()
            .functionName(address.function())
            .qualifier(address.qualifier())
            .invocationType(InvocationType.REQUEST_RESPONSE)
            .logType(LogType.TAIL)
            .clientContext(ClientContext.of(call))
            .payload(SdkBytes.fromByteArrayUnsafe(payload));
    if (endpoint != null) {
      request.overrideConfiguration(
          override -> {
            call.attributes()
                .forEach((name, value) -> override.putHeader(name, HeaderText.of(value)));
            override.putHeader(FunctionCall.INVOCATION_ID, HeaderText.of(call.invocationId()));
            override.putHeader(FunctionCall.ATTEMPT_ID, HeaderText.of(call.attemptId()));
            override.putHeader(FunctionCall.ATTEMPT, Integer.toString(call.attempt()));
          });
    }
    return request.build();
  }

  private static CompletableFuture<CallResult> ended(String code, String message) {
    return CompletableFuture.completedFuture(new Rejected(code, message));
  }

  @Override
  public void close() {
    calls.close();
    clients.close();
    connections.close();
  }
}
