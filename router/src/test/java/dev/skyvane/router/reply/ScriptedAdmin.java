package dev.skyvane.router.reply;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** An admin client that knows the topics that it was told. */
final class ScriptedAdmin {
  final Map<String, Integer> partitions = new ConcurrentHashMap<>();
  final Map<String, Exception> failures = new ConcurrentHashMap<>();
  final AtomicInteger asked = new AtomicInteger();

  Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (_, method, arguments) -> {
              if (method.getName().equals("describeTopics")
                  && arguments[0] instanceof Collection<?> topics) {
                asked.incrementAndGet();
                return new Described(topics);
              }
              throw new AssertionError(method.getName());
            });
  }

  private final class Described extends DescribeTopicsResult {
    private Described(Collection<?> topics) {
      super(null, descriptions(topics));
    }
  }

  private Map<String, KafkaFuture<TopicDescription>> descriptions(Collection<?> topics) {
    var all = new HashMap<String, KafkaFuture<TopicDescription>>();
    for (var topic : topics) {
      all.put((String) topic, description((String) topic));
    }
    return all;
  }

  private KafkaFuture<TopicDescription> description(String topic) {
    var future = new KafkaFutureImpl<TopicDescription>();
    var failure = failures.get(topic);
    var count = partitions.get(topic);
    if (failure != null) {
      future.completeExceptionally(failure);
    } else if (count == null) {
      future.completeExceptionally(new UnknownTopicOrPartitionException("no " + topic));
    } else {
      future.complete(
          new TopicDescription(
              topic,
              false,
              IntStream.range(0, count)
                  .mapToObj(
                      number -> new TopicPartitionInfo(number, Node.noNode(), List.of(), List.of()))
                  .toList()));
    }
    return future;
  }
}
