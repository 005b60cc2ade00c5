package dev.skyvane.router.provider.aws;

import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.provider.net.Connections.ResultTooLargeException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/**
 * Carries the SDK's requests on the adapter's connections. Requests are collected before they are
 * sent, for the Invoke API has them in memory anyway; answers are streamed with back-pressure.
 *
 * <p>The future that it gives ends the exchange when it is completed from outside: that is how the
 * SDK passes a cancel on.
 */
final class VertxSdkHttpClient implements SdkAsyncHttpClient {

  private final Connections connections;
  private final int maxResponseBytes;

  VertxSdkHttpClient(Connections connections, int maxResponseBytes) {
    this.connections = connections;
    this.maxResponseBytes = maxResponseBytes;
  }

  @Override
  public String clientName() {
    return "Vertx";
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest execution) {
    var exchange = new CompletableFuture<Void>();
    var handler = execution.responseHandler();
    collected(execution.requestContentPublisher())
        .compose(
            body ->
                connections
                    .request(options(execution.request()))
                    .compose(request -> send(request, body, handler, exchange)))
        .onFailure(failure -> fail(handler, exchange, failure));
    return exchange;
  }

  /**
   * Sends, and receives. The receiving is bound to the sending here, on the request's loop: bound
   * later, from another thread, it could miss the first part of a fast answer.
   */
  private Future<Void> send(
      HttpClientRequest request,
      Buffer body,
      SdkAsyncHttpResponseHandler handler,
      CompletableFuture<Void> exchange) {
    var _ =
        exchange.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                request.reset();
              }
            });
    return exchange.isDone()
        ? Future.failedFuture("Ended before it was sent")
        : request
            .send(body)
            .map(
                response -> {
                  receive(response, handler, exchange);
                  return null;
                });
  }

  private void receive(
      HttpClientResponse response,
      SdkAsyncHttpResponseHandler handler,
      CompletableFuture<Void> exchange) {
    var head =
        SdkHttpResponse.builder()
            .statusCode(response.statusCode())
            .statusText(response.statusMessage());
    response.headers().forEach(head::appendHeader);
    response.exceptionHandler(failure -> fail(handler, exchange, failure));
    if (Connections.announcedLength(response) > maxResponseBytes) {
      fail(handler, exchange, new ResultTooLargeException(maxResponseBytes));
      return;
    }
    response.pause();
    handler.onHeaders(head.build());
    handler.onStream(new ResponseBody(response, handler, exchange));
  }

  private static void fail(
      SdkAsyncHttpResponseHandler handler, CompletableFuture<Void> exchange, Throwable failure) {
    if (exchange.completeExceptionally(failure)) {
      handler.onError(failure);
    }
  }

  private static RequestOptions options(SdkHttpRequest request) {
    String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method().name()))
            .setSsl("https".equals(request.protocol()))
            .setHost(request.host())
            .setPort(request.port())
            .setURI(request.encodedPath() + query)
            .setFollowRedirects(false);
    // Vert.x writes host and content-length itself, with the values that were signed.
    request.forEachHeader(
        (name, values) -> {
          if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
            values.forEach(value -> options.addHeader(name, value));
          }
        });
    return options;
  }

  /** The connections belong to the adapter, which closes them. */
  @Override
  public void close() {}

  private static Future<Buffer> collected(SdkHttpContentPublisher content) {
    Promise<Buffer> whole = Promise.promise();
    var collected = Buffer.buffer(content.contentLength().orElse(0L).intValue());
    content.subscribe(
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer part) {
            collected.appendBuffer(Connections.copy(part));
          }

          @Override
          public void onError(Throwable failure) {
            whole.fail(failure);
          }

          @Override
          public void onComplete() {
            whole.complete(collected);
          }
        });
    return whole.future();
  }

  /** A response's body, to one subscriber; its signals come on the response's context. */
  private final class ResponseBody implements Publisher<ByteBuffer>, Subscription {
    private final HttpClientResponse response;
    private final SdkAsyncHttpResponseHandler handler;
    private final CompletableFuture<Void> exchange;
    private final AtomicReference<Subscriber<? super ByteBuffer>> subscriber =
        new AtomicReference<>();
    private long received;

    ResponseBody(
        HttpClientResponse response,
        SdkAsyncHttpResponseHandler handler,
        CompletableFuture<Void> exchange) {
      this.response = response;
      this.handler = handler;
      this.exchange = exchange;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> wanted) {
      if (!subscriber.compareAndSet(null, wanted)) {
        throw new IllegalStateException("The body of a response is read once.");
      }
      response.exceptionHandler(failure -> end(wanted, failure));
      response.endHandler(
          _ -> {
            if (exchange.complete(null)) {
              wanted.onComplete();
            }
          });
      response.handler(part -> next(wanted, part));
      wanted.onSubscribe(this);
    }

    private void next(Subscriber<? super ByteBuffer> wanted, Buffer part) {
      received += part.length();
      if (received > maxResponseBytes) {
        end(wanted, new ResultTooLargeException(maxResponseBytes));
      } else if (!exchange.isDone()) {
        wanted.onNext(ByteBuffer.wrap(part.getBytes()));
      }
    }

    private void end(Subscriber<? super ByteBuffer> wanted, Throwable failure) {
      if (exchange.completeExceptionally(failure)) {
        wanted.onError(failure);
        handler.onError(failure);
      }
    }

    @Override
    public void request(long parts) {
      response.fetch(parts);
    }

    @Override
    public void cancel() {
      exchange.cancel(false);
    }
  }
}
