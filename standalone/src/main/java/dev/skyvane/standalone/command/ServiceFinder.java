package dev.skyvane.standalone.command;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Instance;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.UnreachableException;
import dev.skyvane.standalone.process.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds an instance of a stream service that answers: the one that {@code up} started here, else
 * one that announces itself in the cluster's instances topic. Any instance answers for all.
 */
final class ServiceFinder {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** After which a silent instance has ended, as {@code Instance.updatedAt} says. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final String service;
  private final List<String> tried = new ArrayList<>();
  private Optional<URI> unready = Optional.empty();

  /**
   * @param service as instances call it, as in {@code metrics-stream}
   */
  ServiceFinder(String service) {
    this.service = service;
  }

  /**
   * The first that is ready, else one that answers at all.
   *
   * @param local its address in a context, empty if there is none
   * @throws CommandFailure that names what was tried
   */
  URI find(ConnectionOptions connection, Function<Context, String> local) {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var here = connection.context().map(local).filter(url -> !url.isEmpty()).map(URI::create);
      if (here.isPresent() && ready(client, here.get())) {
        return here.get();
      }
      for (var address : announced(connection)) {
        var url = URI.create("http://" + address);
        if (!here.equals(Optional.of(url)) && ready(client, url)) {
          return url;
        }
      }
    }
    return unready.orElseThrow(
        () ->
            new CommandFailure(
                ExitCode.UNREACHABLE,
                "no %s answers; tried %s; start 'skyvane up', or name an instance with --queries http://host:port"
                    .formatted(service, String.join("; ", tried))));
  }

  /** Addresses of those that live, the newest sign of life first. */
  private List<String> announced(ConnectionOptions connection) {
    try (var cluster = connection.connect()) {
      var living =
          cluster.instances().read().values().stream()
              .filter(each -> each.getService().equals(service) && lives(each))
              .sorted(Comparator.comparing(Instance::getUpdatedAt).reversed())
              .flatMap(each -> Optional.ofNullable(each.getQueryAddress()).stream())
              .toList();
      if (living.isEmpty()) {
        tried.add(topic(cluster) + ", which names no living instance of it");
      }
      return living;
    } catch (UnreachableException e) {
      tried.add(e.getMessage());
      return List.of();
    }
  }

  private static boolean lives(Instance instance) {
    return Duration.between(instance.getUpdatedAt(), Instant.now()).compareTo(SILENCE) < 0;
  }

  private static String topic(Cluster cluster) {
    return "%s at %s"
        .formatted(
            cluster.address().topics().of(Topic.INSTANCES), cluster.address().bootstrapServers());
  }

  private boolean ready(HttpClient client, URI url) {
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(url.resolve("/readyz")).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.discarding());
      if (answer.statusCode() == 200) {
        return true;
      }
      unready = unready.or(() -> Optional.of(url));
    } catch (IOException e) {
      tried.add(url + ", which does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.UNREACHABLE, "interrupted", e);
    }
    return false;
  }
}
