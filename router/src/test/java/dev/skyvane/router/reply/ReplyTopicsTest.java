package dev.skyvane.router.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ReplyTopicsTest {
  private final ScriptedAdmin brokers = new ScriptedAdmin();
  private final ReplyTopics topics =
      new ReplyTopics(brokers.admin(), new TopicNames("site."), ".*replies.*|site\\..*");

  @Test
  void skyvanesOwnAreRefusedWhateverThePatternSaysExceptReplies() {
    var replies = Set.of(Topic.REPLIES, Topic.GATEWAY_REPLIES, Topic.GATEWAY_CALLBACKS);
    for (var topic : Topic.values()) {
      var refused = topics.refused("site." + topic.suffix());
      assertEquals(!replies.contains(topic), refused.isPresent(), topic.toString());
      refused.ifPresent(words -> assertTrue(words.contains("site.replies"), words));
    }
    assertTrue(topics.refused("site.mine").isEmpty(), "not of the catalogue");
  }

  @Test
  void theWholeNameMustMatch() {
    assertTrue(topics.refused("my-replies-1").isEmpty());
    var words = topics.refused("secret").orElseThrow();
    assertTrue(words.contains("'secret'") && words.contains("reply.topics.allow"), words);
    var strict = new ReplyTopics(brokers.admin(), new TopicNames("site."), "replies");
    assertTrue(strict.refused("my-replies").isPresent());
    assertTrue(strict.refused("").isPresent());
  }

  @Test
  void whatIsThereIsAskedOnceUntilForgotten() {
    brokers.partitions.put("r", 3);
    assertEquals(3, topics.partitions("r").join());
    brokers.partitions.remove("r");
    assertEquals(3, topics.partitions("r").join());
    assertEquals(1, brokers.asked.get());
    topics.forget("r");
    assertEquals(0, topics.partitions("r").join());
  }

  @Test
  void whatIsMissingIsRememberedForAMoment() {
    assertEquals(0, topics.partitions("r").join());
    assertEquals(0, topics.partitions("r").join());
    assertEquals(1, brokers.asked.get());
    brokers.failures.put("not/a/name", new InvalidTopicException("no name"));
    assertEquals(0, topics.partitions("not/a/name").join());
  }

  @Test
  void otherFailuresPassOnAndAreNotRemembered() {
    brokers.failures.put("r", new TimeoutException("slow"));
    var failure = assertThrows(CompletionException.class, () -> topics.partitions("r").join());
    assertInstanceOf(TimeoutException.class, failure.getCause());
    brokers.failures.clear();
    brokers.partitions.put("r", 1);
    assertEquals(1, topics.partitions("r").join());
  }
}
