package dev.skyvane.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import dev.skyvane.standalone.demo.Call.Answer;
import java.math.BigDecimal;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads replies of both forms and checks them. */
final class Replies {
  private final Deserializer<Reply> avro;

  Replies(Deserializer<Reply> avro) {
    this.avro = avro;
  }

  Answer read(Call call, ConsumerRecord<String, byte[]> record) {
    return call.plain() ? plain(call, record) : avro(call, record);
  }

  private Answer avro(Call call, ConsumerRecord<String, byte[]> record) {
    var reply = avro.deserialize(record.topic(), record.value());
    var receipt = reply.getReceipt();
    if (receipt == null) {
      return new Answer("has no receipt", null, 0, null, null, null);
    }
    var payload = new byte[reply.getPayload().remaining()];
    reply.getPayload().duplicate().get(payload);
    var cost = receipt.getListCostUsd();
    return new Answer(
        reply.getStatus() == ReplyStatus.OK
            ? wrong(call, payload)
            : reply.getStatus() + " " + reply.getErrorCode() + ": " + reply.getErrorMessage(),
        receipt.getRegion(),
        receipt.getAttempts(),
        cost == null ? null : new BigDecimal(cost),
        receipt.getCarbonGrams(),
        receipt.getCarbonSource());
  }

  private static Answer plain(Call call, ConsumerRecord<String, byte[]> record) {
    var headers = record.headers();
    var status = text(headers, "skyvane-status");
    var attempts = text(headers, "skyvane-attempts");
    var cost = known(headers, "skyvane-cost-usd");
    var carbon = known(headers, "skyvane-carbon-g");
    return new Answer(
        "ok".equals(status)
            ? wrong(call, record.value())
            : status + " " + text(headers, "skyvane-error"),
        text(headers, "skyvane-region"),
        attempts == null ? 0 : Integer.parseInt(attempts),
        cost == null ? null : new BigDecimal(cost),
        carbon == null ? null : Double.valueOf(carbon),
        text(headers, "skyvane-carbon-source"));
  }

  private static @Nullable String wrong(Call call, byte[] payload) {
    return call.input().matches(payload) ? null : "is not the known answer to " + call.input();
  }

  private static @Nullable String known(Headers headers, String name) {
    var text = text(headers, name);
    return "unknown".equals(text) ? null : text;
  }

  private static @Nullable String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
