package dev.skyvane.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.Faults;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import dev.skyvane.schemas.record.Retry;
import dev.skyvane.testkit.KafkaCluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The main job and every kind of bad input, the same on each kind of cluster and serde. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MainJobContract {
  private Site site;

  abstract KafkaCluster cluster();

  Map<String, String> serdeSettings() {
    return Map.of();
  }

  @BeforeAll
  void start() {
    site = new Site(cluster(), serdeSettings());
    site.createTopic("orders", 1);
    site.createTopic("forbidden", 1);
    site.deploy("echo", SampleFunction.ECHO, spec -> spec.setPolicy(nearest()));
    site.deploy("fail", SampleFunction.FAIL, spec -> spec);
    site.deploy(
        "boxed-in",
        SampleFunction.ECHO,
        spec ->
            spec.setConstraints(
                Constraints.newBuilder()
                    .setCountries(List.of("SE"))
                    .setProviders(List.of("http"))
                    .build()));
    site.router(
        Map.of("bind.orders.function", "echo", "bind.orders.tenant", "shop", "router.id", "r1"));
  }

  @AfterAll
  void stop() {
    if (site != null) {
      site.close();
    }
  }

  static Policy nearest() {
    return Policy.newBuilder()
        .setKind(PolicyKind.MINIMIZE)
        .setWeights(Map.of("distance", 1.0))
        .build();
  }

  @Test
  void aPlainInvocationRunsInTheNearestRegionAndIsAnsweredPlainly() {
    site.send(Site.plain("echo", "c-plain", "{\"n\":1}", "skyvane-origin", "eu-north-1"));
    var reply = reply("c-plain");
    assertEquals("{\"n\":1}", new String(reply.value(), UTF_8));
    assertEquals("ok", Site.header(reply, "skyvane-status"));
    assertEquals("aws:eu-north-1", Site.header(reply, "skyvane-region"));
    assertEquals("1", Site.header(reply, "skyvane-attempts"));
    assertEquals("minimize-distance", Site.header(reply, "skyvane-policy"));
    assertNotNull(Site.header(reply, "skyvane-invocation-id"));
    site.send(Site.plain("echo", "c-tokyo", "{}", "skyvane-origin", "35.7,139.8"));
    assertEquals("http:tokyo", Site.header(reply("c-tokyo"), "skyvane-region"));
  }

  @Test
  void anAvroInvocationIsAnsweredWithAReceipt() {
    var topic = TopicNames.DEFAULT.of(Topic.INVOCATIONS);
    var invocation =
        Invocation.newBuilder()
            .setId("my-own-id")
            .setFunction("echo")
            .setPayload(ByteBuffer.wrap("[7]".getBytes(UTF_8)))
            .setContentType("application/json")
            .setOrigin("aws:us-east-1")
            .setReplyTo(Site.REPLIES)
            .setCorrelationId("c-avro")
            .build();
    site.send(new ProducerRecord<>(topic, site.bytes(topic, Invocation.class, invocation)));
    var record = reply("c-avro");
    var reply =
        site.serdes.of(Reply.class).deserializer().deserialize(Site.REPLIES, record.value());
    assertEquals(ReplyStatus.OK, reply.getStatus());
    assertEquals("my-own-id", reply.getInvocationId());
    assertEquals(ByteBuffer.wrap("[7]".getBytes(UTF_8)), reply.getPayload());
    var receipt = reply.getReceipt();
    assertEquals("aws:us-east-1", receipt.getRegion());
    assertEquals("aws:us-east-1", receipt.getVantage());
    assertNotNull(receipt.getListCostUsd());
    assertNotNull(receipt.getCarbonGrams());
    assertNotNull(receipt.getBilledMs());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertTrue(
                    site.outcomes(1).stream()
                        .anyMatch(o -> o.getInvocationId().equals("my-own-id"))));
  }

  @Test
  void anUnknownPriceIsNotZero() {
    site.send(Site.plain("echo", "c-price", "{}", "skyvane-origin", "35.7,139.8"));
    assertEquals("unknown", Site.header(reply("c-price"), "skyvane-cost-usd"));
  }

  @Test
  void aSpringRequestGetsItsCorrelationBackOnItsPartition() {
    var record = Site.plain("echo", "unused", "{\"spring\":true}");
    record.headers().remove("skyvane-reply-to").remove("skyvane-correlation-id");
    byte[] correlation = {0, 1, 2, -1};
    record.headers().add(new RecordHeader("kafka_replyTopic", Site.REPLIES.getBytes(UTF_8)));
    record.headers().add(new RecordHeader("kafka_replyPartition", new byte[] {0, 0, 0, 1}));
    record.headers().add(new RecordHeader("kafka_correlationId", correlation));
    site.send(record);
    var reply = await(r -> r.headers().lastHeader("kafka_correlationId") != null);
    assertArrayEquals(correlation, reply.headers().lastHeader("kafka_correlationId").value());
    assertEquals(1, reply.partition());
  }

  @Test
  void aBoundTopicNeedsNoHeader() {
    var record = new ProducerRecord<byte[], byte[]>("orders", "{\"order\":5}".getBytes(UTF_8));
    record.headers().add(new RecordHeader("skyvane-reply-to", Site.REPLIES.getBytes(UTF_8)));
    record.headers().add(new RecordHeader("skyvane-correlation-id", "c-bound".getBytes(UTF_8)));
    record.headers().add(new RecordHeader("content-type", "application/json".getBytes(UTF_8)));
    site.send(record);
    assertEquals("{\"order\":5}", new String(reply("c-bound").value(), UTF_8));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertTrue(site.outcomes(1).stream().anyMatch(o -> "shop".equals(o.getTenant()))));
  }

  @Test
  void aFunctionErrorIsAnAnswer() {
    site.send(Site.plain("fail", "c-fail", "{}"));
    var reply = reply("c-fail");
    assertEquals("function-error", Site.header(reply, "skyvane-status"));
    assertEquals("function-error", Site.header(reply, "skyvane-error-code"));
  }

  @Test
  void anOutageIsRetriedElsewhere() {
    var spec =
        site.deploy(
            "fragile",
            SampleFunction.ECHO,
            s ->
                s.setPolicy(nearest())
                    .setRetry(Retry.newBuilder().setBackoffMinMs(1).setBackoffMaxMs(5).build()));
    assertEquals(4, spec.getDeployments().size());
    var north = site.clouds.region("aws:eu-north-1");
    try {
      north.faults().change(f -> f.withOutage(Faults.Outage.REFUSED));
      site.send(Site.plain("fragile", "c-outage", "{}", "skyvane-origin", "eu-north-1"));
      var reply = reply("c-outage");
      assertEquals("ok", Site.header(reply, "skyvane-status"));
      assertEquals("aws:eu-west-1", Site.header(reply, "skyvane-region"));
      assertEquals("2", Site.header(reply, "skyvane-attempts"));
    } finally {
      north.faults().clear();
    }
  }

  @Test
  void aHangingProviderEndsAsATimeout() {
    site.deploy(
        "hanging",
        SampleFunction.SLEEPY,
        s -> s.setTimeoutMs(300).setRetry(Retry.newBuilder().setMaxAttempts(1).build()));
    site.send(Site.plain("hanging", "c-hang", "{\"sleepMs\":20000}"));
    var reply = reply("c-hang");
    assertEquals("attempts-exhausted", Site.header(reply, "skyvane-error-code"));
    assertTrue(
        new String(reply.value(), UTF_8).contains("TIMEOUT"), new String(reply.value(), UTF_8));
  }

  @Test
  void anUnknownFunctionIsSaidToTheCaller() {
    site.send(Site.plain("no-such", "c-unknown", "{}"));
    var reply = reply("c-unknown");
    assertEquals("unknown-function", Site.header(reply, "skyvane-error-code"));
    assertTrue(new String(reply.value(), UTF_8).contains("'no-such'"));
  }

  @Test
  void constraintsThatExcludeEverythingAreNamed() {
    site.send(Site.plain("boxed-in", "c-boxed", "{}"));
    var reply = reply("c-boxed");
    assertEquals("not-routable", Site.header(reply, "skyvane-error-code"));
    var text = new String(reply.value(), UTF_8);
    assertTrue(text.contains("countries [SE] excludes"), text);
    assertTrue(text.contains("providers [http] excludes"), text);
  }

  @Test
  void aSizeThatNobodyHasIsNamed() {
    site.send(Site.plain("echo", "c-size", "{}", "skyvane-min-memory", "100GB"));
    var reply = reply("c-size");
    assertEquals("not-routable", Site.header(reply, "skyvane-error-code"));
    var text = new String(reply.value(), UTF_8);
    assertTrue(text.contains("skyvane-min-memory excludes"), text);
    assertTrue(text.contains("(the invocation asks for 102400MB)"), text);
    site.send(Site.plain("echo", "c-fits", "{}", "skyvane-min-memory", "1MB"));
    assertEquals("ok", Site.header(reply("c-fits"), "skyvane-status"));
  }

  @Test
  void aWrongOriginIsSaidToTheCaller() {
    site.send(Site.plain("echo", "c-origin", "{}", "skyvane-origin", "atlantis"));
    assertEquals("bad-origin", Site.header(reply("c-origin"), "skyvane-error-code"));
  }

  @Test
  void undecodableBytesAreDeadLettersWithTheirBytes() {
    var topic = TopicNames.DEFAULT.of(Topic.INVOCATIONS);
    byte[] garbage = "not an invocation".getBytes(UTF_8);
    site.send(new ProducerRecord<>(topic, "k".getBytes(UTF_8), garbage));
    byte[] unknownSchema = {0, 0x7F, 0, 0, 1, 2, 3};
    site.send(new ProducerRecord<>(topic, unknownSchema));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var letters = site.deadLetters(2);
              assertTrue(
                  letters.stream()
                      .anyMatch(
                          l ->
                              l.getReason().equals("undecodable")
                                  && l.getValue().equals(ByteBuffer.wrap(garbage))
                                  && l.getMessage().contains("skyvane-function")));
              assertTrue(
                  letters.stream()
                      .anyMatch(
                          l ->
                              l.getReason().equals("unknown-schema")
                                  && l.getValue().equals(ByteBuffer.wrap(unknownSchema))));
            });
    site.send(Site.plain("echo", "c-after-poison", "{}"));
    assertNotNull(reply("c-after-poison"));
  }

  @Test
  void aForbiddenReplyTopicIsADeadLetterAndNothingRuns() {
    site.send(
        Site.plain(
            "echo", "c-forbidden", "{}", "skyvane-reply-to", "forbidden", "skyvane-id", "id-forb"));
    var letter = deadLetter("id-forb");
    assertEquals("reply-topic-forbidden", letter.getReason());
    assertTrue(letter.getMessage().contains("reply.topics.allow"), letter.getMessage());
    assertTrue(letter.getAttempts().isEmpty());
    assertTrue(
        site.clouds.regions().stream()
            .flatMap(region -> region.ledger().entries().stream())
            .noneMatch(entry -> "id-forb".equals(entry.invocationId())));
    site.send(
        Site.plain(
            "echo", "x", "{}", "skyvane-reply-to", "skyvane.functions", "skyvane-id", "id-own"));
    assertEquals("reply-topic-forbidden", deadLetter("id-own").getReason());
  }

  @Test
  void aMissingReplyTopicIsADeadLetterThatHoldsTheResult() {
    site.send(
        Site.plain(
            "echo",
            "c-missing",
            "{\"kept\":1}",
            "skyvane-reply-to",
            "gone.replies",
            "skyvane-id",
            "id-missing"));
    var letter = deadLetter("id-missing");
    assertEquals("reply-undeliverable", letter.getReason());
    assertEquals(ByteBuffer.wrap("{\"kept\":1}".getBytes(UTF_8)), letter.getResult());
    assertEquals(1, letter.getAttempts().size());
  }

  @Test
  void aPayloadOverTheProvidersLimitIsSaidToTheCaller() {
    var large = "\"" + "x".repeat(6 * 1024 * 1024 + 100) + "\"";
    site.deploy(
        "large",
        SampleFunction.ECHO,
        s -> s.setConstraints(Constraints.newBuilder().setProviders(List.of("aws")).build()));
    site.send(Site.plain("large", "c-large", large));
    assertEquals("payload-too-large", Site.header(reply("c-large"), "skyvane-error-code"));
  }

  @Test
  void aFailureNobodyWaitsForIsADeadLetterWithItsAttempts() {
    site.deploy(
        "doomed",
        SampleFunction.ECHO,
        s ->
            s.setConstraints(Constraints.newBuilder().setProviders(List.of("http")).build())
                .setRetry(
                    Retry.newBuilder()
                        .setMaxAttempts(2)
                        .setBackoffMinMs(1)
                        .setBackoffMaxMs(2)
                        .build()));
    var tokyo = site.clouds.region("http:tokyo");
    try {
      tokyo.faults().change(f -> f.withOutage(Faults.Outage.REFUSED));
      var record = Site.plain("doomed", "c-doomed", "{}", "skyvane-id", "id-doomed");
      record.headers().remove("skyvane-reply-to");
      site.send(record);
      var letter = deadLetter("id-doomed");
      assertEquals("attempts-exhausted", letter.getReason());
      assertEquals(2, letter.getAttempts().size());
      assertEquals("doomed", letter.getFunction());
      assertNull(letter.getResult());
    } finally {
      tokyo.faults().clear();
    }
  }

  @Test
  void roundRobinUsesEveryRegion() {
    site.deploy(
        "everywhere",
        SampleFunction.ECHO,
        s -> s.setPolicy(Policy.newBuilder().setKind(PolicyKind.ROUND_ROBIN).build()));
    for (int i = 0; i < 8; i++) {
      site.send(Site.plain("everywhere", "c-rr-" + i, "{}"));
    }
    var regions = new HashSet<String>();
    for (int i = 0; i < 8; i++) {
      regions.add(Site.header(reply("c-rr-" + i), "skyvane-region"));
    }
    assertEquals(4, regions.size());
  }

  private ConsumerRecord<byte[], byte[]> reply(String correlation) {
    return await(record -> correlation.equals(Site.header(record, "skyvane-correlation-id")));
  }

  private ConsumerRecord<byte[], byte[]> await(Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> site.read(Site.REPLIES, 1).stream().filter(wanted).findFirst().orElse(null),
            Objects::nonNull);
  }

  private DeadLetter deadLetter(String id) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                site.deadLetters(1).stream()
                    .filter(letter -> letter.getInvocationId().equals(id))
                    .findFirst()
                    .orElse(null),
            Objects::nonNull);
  }
}
