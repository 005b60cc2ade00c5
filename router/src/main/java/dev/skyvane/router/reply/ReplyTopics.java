package dev.skyvane.router.reply;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which reply topics may be used, and whether they exist (DELIVERY 15). Thread-safe. */
public final class ReplyTopics {
  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration REMEMBERED_PRESENT = Duration.ofMinutes(5);
  private static final Duration REMEMBERED_MISSING = Duration.ofSeconds(2);

  /** Those of Skyvane's own that take replies. */
  private static final Set<Topic> ANSWERED =
      Set.of(Topic.REPLIES, Topic.GATEWAY_REPLIES, Topic.GATEWAY_CALLBACKS);

  private final Admin admin;
  private final TopicNames names;
  private final Pattern allowed;
  private final Cache<String, Integer> present =
      Caffeine.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(REMEMBERED_PRESENT)
          .build();
  private final Cache<String, Boolean> missing =
      Caffeine.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(REMEMBERED_MISSING)
          .build();

  public ReplyTopics(Admin admin, TopicNames names, String allowed) {
    this.admin = admin;
    this.names = names;
    this.allowed = Pattern.compile(allowed);
  }

  /** Why a topic may not be used, in words; empty if it may. */
  public Optional<String> refused(String topic) {
    var own = names.find(topic);
    if (own.isPresent()) {
      return ANSWERED.contains(own.get())
          ? Optional.empty()
          : Optional.of(
              "reply topic '"
                  + topic
                  + "' is one of Skyvane's own; only "
                  + names.of(Topic.REPLIES)
                  + " may be used");
    }
    return allowed.matcher(topic).matches()
        ? Optional.empty()
        : Optional.of(
            "reply topic '"
                + topic
                + "' does not match reply.topics.allow '"
                + allowed.pattern()
                + "'; use another topic, or have the router's setting widened");
  }

  /** Asks the brokers again when a topic is next looked up. */
  void forget(String topic) {
    present.invalidate(topic);
  }

  /**
   * The number of partitions that a topic has, 0 if it does not exist; asks the brokers at need.
   */
  public CompletableFuture<Integer> partitions(String topic) {
    var known = present.getIfPresent(topic);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    if (missing.getIfPresent(topic) != null) {
      return CompletableFuture.completedFuture(0);
    }
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .toCompletionStage()
        .toCompletableFuture()
        .handle(
            (descriptions, failure) -> {
              if (failure == null) {
                int count =
                    descriptions.values().stream()
                        .mapToInt(description -> description.partitions().size())
                        .sum();
                present.put(topic, count);
                return count;
              }
              var cause = failure instanceof CompletionException ? failure.getCause() : failure;
              if (cause instanceof UnknownTopicOrPartitionException
                  || cause instanceof InvalidTopicException) {
                missing.put(topic, true);
                return 0;
              }
              throw new CompletionException(cause);
            });
  }
}
