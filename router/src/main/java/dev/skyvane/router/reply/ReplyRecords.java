package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.request.ReplyAddress.Format;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.Reply;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Builds replies in the form of their request: an Avro record, or plain bytes with headers. */
final class ReplyRecords {
  private final Serializer<Reply> avro;

  ReplyRecords(Serializer<Reply> avro) {
    this.avro = avro;
  }

  /** May wait for the registry when the first Avro reply of a topic is built. */
  ProducerRecord<byte[], byte[]> build(Request request, Answer answer) {
    var address = request.reply();
    var headers = new RecordHeaders();
    if (address.springCorrelationId() != null) {
      headers.add(Wire.SPRING_CORRELATION_ID, address.springCorrelationId());
    }
    byte[] value;
    if (address.format() == Format.AVRO) {
      value = avro.serialize(address.topic(), Replies.of(request, answer));
      put(headers, Wire.CORRELATION_ID, address.correlationId());
    } else {
      value = plain(request, answer, headers);
    }
    return new ProducerRecord<>(
        address.topic(), address.partition(), request.id().getBytes(UTF_8), value, headers);
  }

  private static byte[] plain(Request request, Answer answer, Headers headers) {
    put(headers, Wire.INVOCATION_ID, request.id());
    put(headers, Wire.FUNCTION, request.function());
    put(headers, Wire.CORRELATION_ID, request.reply().correlationId());
    ReceiptFacts.each(answer.receipt(), (name, value) -> put(headers, name, value));
    switch (answer) {
      case Answer.FromFunction result -> {
        put(headers, Wire.STATUS, result.functionError() == null ? "ok" : Replies.FUNCTION_ERROR);
        if (result.functionError() != null) {
          put(headers, Wire.ERROR_CODE, Replies.FUNCTION_ERROR);
          put(headers, Wire.ERROR, result.functionError());
        }
        put(headers, Wire.CONTENT_TYPE, result.contentType());
        return bytes(result.payload());
      }
      case Answer.Failed failed -> {
        put(headers, Wire.STATUS, "failed");
        put(headers, Wire.ERROR_CODE, failed.problem().code().text());
        put(headers, Wire.ERROR, failed.problem().message());
        put(headers, Wire.CONTENT_TYPE, "text/plain; charset=utf-8");
        return failed.problem().message().getBytes(UTF_8);
      }
    }
  }

  private static void put(Headers headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(name, value.getBytes(UTF_8));
    }
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
