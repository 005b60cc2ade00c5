package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.request.ReplyAddress.Format;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.Receipt;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Builds replies in the form of their request: an Avro record, or plain bytes with headers. */
final class ReplyRecords {
  private static final String FUNCTION_ERROR = "function-error";

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
      value = avro.serialize(address.topic(), reply(request, answer));
      put(headers, Wire.CORRELATION_ID, address.correlationId());
    } else {
      value = plain(request, answer, headers);
    }
    return new ProducerRecord<>(
        address.topic(), address.partition(), request.id().getBytes(UTF_8), value, headers);
  }

  private static Reply reply(Request request, Answer answer) {
    var reply = new Reply();
    reply.setInvocationId(request.id());
    reply.setFunction(request.function());
    reply.setCorrelationId(request.reply().correlationId());
    reply.setReceipt(answer.receipt());
    switch (answer) {
      case Answer.FromFunction result -> {
        reply.setStatus(
            result.functionError() == null ? ReplyStatus.OK : ReplyStatus.FUNCTION_ERROR);
        reply.setPayload(result.payload().duplicate());
        reply.setContentType(result.contentType());
        if (result.functionError() != null) {
          reply.setErrorCode(FUNCTION_ERROR);
          reply.setErrorMessage(result.functionError());
        }
      }
      case Answer.Failed failed -> {
        reply.setStatus(ReplyStatus.FAILED);
        reply.setPayload(ByteBuffer.allocate(0));
        reply.setErrorCode(failed.problem().code().text());
        reply.setErrorMessage(failed.problem().message());
      }
    }
    return reply;
  }

  private static byte[] plain(Request request, Answer answer, Headers headers) {
    put(headers, Wire.INVOCATION_ID, request.id());
    put(headers, Wire.FUNCTION, request.function());
    put(headers, Wire.CORRELATION_ID, request.reply().correlationId());
    receipt(headers, answer.receipt());
    switch (answer) {
      case Answer.FromFunction result -> {
        put(headers, Wire.STATUS, result.functionError() == null ? "ok" : FUNCTION_ERROR);
        if (result.functionError() != null) {
          put(headers, Wire.ERROR_CODE, FUNCTION_ERROR);
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

  private static void receipt(Headers headers, Receipt receipt) {
    put(headers, "skyvane-region", receipt.getRegion());
    put(headers, "skyvane-deployment", receipt.getDeployment());
    put(headers, "skyvane-attempts", Integer.toString(receipt.getAttempts()));
    put(headers, "skyvane-queue-ms", number(receipt.getQueueMs()));
    put(headers, "skyvane-network-ms", number(receipt.getNetworkMs()));
    put(headers, "skyvane-execution-ms", number(receipt.getExecutionMs()));
    put(headers, "skyvane-cost-usd", or(receipt.getListCostUsd()));
    put(headers, "skyvane-carbon-g", or(text(receipt.getCarbonGrams())));
    put(headers, "skyvane-carbon-source", receipt.getCarbonSource());
    put(headers, "skyvane-carbon-age-ms", text(receipt.getCarbonAgeMs()));
    put(headers, "skyvane-ff-gbs", or(text(receipt.getFossilGbSeconds())));
    put(headers, "skyvane-policy", receipt.getPolicy());
    put(headers, "skyvane-data-source", receipt.getDataSource());
    put(headers, "skyvane-data-age-ms", text(receipt.getDataAgeMs()));
  }

  private static String or(@Nullable String value) {
    return value == null ? "unknown" : value;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable String number(@Nullable Double millis) {
    return millis == null ? null : Double.toString(Math.round(millis * 1000) / 1000.0);
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
