import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;

/** Calls bag-of-words by Spring Kafka's request-reply and prints status, region and result. */
@Configuration(proxyBeanMethods = false)
public class SpringClient {
  static final String BROKERS = System.getenv().getOrDefault("BROKERS", "127.0.0.1:19092");
  static final String REPLIES = System.getenv().getOrDefault("REPLIES", "skyvane.replies");

  @Bean
  ReplyingKafkaTemplate<String, String, String> skyvane() {
    var producers =
        new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", BROKERS, "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer());
    var consumers =
        new DefaultKafkaConsumerFactory<>(
            Map.of(
                "bootstrap.servers", BROKERS,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer());
    var properties = new ContainerProperties(REPLIES);
    properties.setGroupId("shop-1"); // one group per instance
    var template =
        new ReplyingKafkaTemplate<>(
            producers, new KafkaMessageListenerContainer<>(consumers, properties));
    template.setSharedReplyTopic(true); // others' replies are no error
    template.setReplyErrorChecker(
        reply ->
            "ok".equals(header(reply, "skyvane-status"))
                ? null
                : new IllegalStateException(header(reply, "skyvane-error")));
    return template;
  }

  public static void main(String[] args) throws Exception {
    try (var context = new AnnotationConfigApplicationContext(SpringClient.class)) {
      ReplyingKafkaTemplate<String, String, String> skyvane =
          context.getBean(ReplyingKafkaTemplate.class);
      skyvane.waitForAssignment(Duration.ofSeconds(10));

      var text = "{\"text\": \"to be or not to be\"}";
      var request = new ProducerRecord<String, String>("skyvane.invocations", text);
      request
          .headers()
          .add("skyvane-function", "bag-of-words".getBytes(UTF_8))
          .add("skyvane-origin", "eu-north-1".getBytes(UTF_8))
          .add("skyvane-timeout-ms", "30000".getBytes(UTF_8))
          .add("content-type", "application/json".getBytes(UTF_8));
      var reply = skyvane.sendAndReceive(request, Duration.ofSeconds(35)).get();

      System.out.println("ok " + header(reply, "skyvane-region") + " " + reply.value());
    }
  }

  static String header(ConsumerRecord<?, ?> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
