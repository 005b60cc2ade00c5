package dev.skyvane.router.provider.aws;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.skyvane.provider.Target;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/**
 * The SDK's clients, one per region, endpoint and credentials. Making one takes up to a second, so
 * it happens on a virtual thread. A client holds no connections, which are the adapter's; one that
 * leaves the cache can therefore be closed while calls of it are under way.
 */
final class LambdaClients implements AutoCloseable {

  /** More than AWS has regions, several times over. */
  private static final int MAX_CLIENTS = 256;

  private final LambdaCredentials credentials;
  private final SdkAsyncHttpClient http;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("skyvane-aws-timer").factory());
  private final AsyncLoadingCache<Key, LambdaAsyncClient> clients;

  private record Key(String region, @Nullable URI endpoint, @Nullable String credentials) {}

  LambdaClients(dev.skyvane.provider.Secrets secrets, SdkAsyncHttpClient http) {
    this.credentials = new LambdaCredentials(secrets, executor);
    this.http = http;
    this.clients =
        Caffeine.newBuilder()
            .maximumSize(MAX_CLIENTS)
            .executor(executor)
            .removalListener(
                (@Nullable Key _, @Nullable LambdaAsyncClient client, RemovalCause _) -> {
                  if (client != null) {
                    client.close();
                  }
                })
            .buildAsync(this::make);
  }

  /** Where work that may block or take long belongs. */
  ExecutorService executor() {
    return executor;
  }

  CompletableFuture<LambdaAsyncClient> of(Target target, @Nullable URI endpoint) {
    return clients.get(new Key(target.regionName(), endpoint, target.credentials()));
  }

  /** Makes a target's client and looks its credentials up, whatever comes of it; waits for both. */
  void warmUp(Target target, @Nullable URI endpoint) {
    of(target, endpoint)
        .thenCompose(
            client -> client.serviceClientConfiguration().credentialsProvider().resolveIdentity())
        .handle((_, _) -> null)
        .join();
  }

  private LambdaAsyncClient make(Key key) {
    var builder =
        LambdaAsyncClient.builder()
            .region(Region.of(key.region()))
            .credentialsProvider(credentials.of(key.credentials(), key.endpoint()))
            .httpClient(http)
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .overrideConfiguration(
                override ->
                    override
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .scheduledExecutorService(timers));
    if (key.endpoint() != null) {
      builder.endpointOverride(key.endpoint());
    }
    return builder.build();
  }

  @Override
  public void close() {
    clients.synchronous().asMap().values().forEach(LambdaAsyncClient::close);
    timers.shutdownNow();
    executor.shutdownNow();
  }
}
