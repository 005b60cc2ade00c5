package dev.skyvane.chaos;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.awaitility.Awaitility;

/** The consumer group of a site's routers, as the brokers see it. Its methods block. */
final class RouterGroup {
  private final Admin admin;
  private final String name;

  RouterGroup(Admin admin, String name) {
    this.admin = admin;
    this.name = name;
  }

  /** Blocks until it has so many members. */
  void awaitMembers(int count) {
    Awaitility.await("the group has " + count + " members")
        .atMost(ChaosSite.LIMIT)
        .ignoreExceptions()
        .until(() -> description().members().size() == count);
  }

  /** Blocks until no rebalance is under way and each of so many members has partitions. */
  void awaitBalanced(int members) {
    Awaitility.await("the group is balanced")
        .atMost(ChaosSite.LIMIT)
        .ignoreExceptions()
        .until(() -> balanced(description(), members));
  }

  private ConsumerGroupDescription description() {
    return ask(admin.describeConsumerGroups(Set.of(name)).all()).values().iterator().next();
  }

  private static boolean balanced(ConsumerGroupDescription group, int members) {
    return group.groupState() == GroupState.STABLE
        && group.members().size() == members
        && group.members().stream()
            .noneMatch(member -> member.assignment().topicPartitions().isEmpty());
  }

  /** Blocks until it has committed all that was published: nothing is left to be repeated. */
  void awaitCommitted() {
    Awaitility.await("everything is committed")
        .atMost(ChaosSite.LIMIT)
        .ignoreExceptions()
        .until(this::committed);
  }

  private boolean committed() {
    var committed = ask(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
    var latest =
        committed.keySet().stream().collect(Collectors.toMap(one -> one, _ -> OffsetSpec.latest()));
    var ends = ask(admin.listOffsets(latest).all());
    long done = committed.values().stream().mapToLong(offset -> offset.offset()).sum();
    long all = ends.values().stream().mapToLong(end -> end.offset()).sum();
    return committed.size() == SiteTopics.PARTITIONS && done == all;
  }

  private static <T> T ask(KafkaFuture<T> answer) {
    try {
      return answer.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
