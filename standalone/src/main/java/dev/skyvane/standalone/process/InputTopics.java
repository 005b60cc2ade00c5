package dev.skyvane.standalone.process;

import dev.skyvane.schemas.Topic;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics that the router reads beside the invocations topic. */
final class InputTopics {
  private InputTopics() {}

  /**
   * Creates those that are missing with the invocations' settings; one that exists stays as it is.
   *
   * @throws StartException if the broker refuses, as for a name that is no topic's
   */
  static void ensure(Admin admin, List<String> names, int partitions) {
    var wanted =
        names.stream()
            .map(
                name ->
                    new NewTopic(name, partitions, (short) 1).configs(Topic.INVOCATIONS.settings()))
            .toList();
    admin.createTopics(wanted).values().forEach(InputTopics::await);
  }

  private static void await(String name, KafkaFuture<Void> result) {
    try {
      result.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new StartException(
            "the input topic '" + name + "' can't be created: " + e.getMessage(), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating " + name, e);
    }
  }
}
