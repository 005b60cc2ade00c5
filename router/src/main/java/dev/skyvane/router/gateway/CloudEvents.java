package dev.skyvane.router.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.Invocation;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * CloudEvents 1.0 over HTTP, in the binary, the structured (JSON) and the batched (JSON) mode, as
 * invocations: the event's data are the payload, its attributes travel as {@code ce-} headers, so
 * that a function behind HTTP gets the event in the binary mode whatever its sender used. The id of
 * such an invocation follows from the event's source and id, where the caller gives none: the same
 * event sent twice is the same to a function that looks at its idempotency key.
 */
final class CloudEvents {
  private static final String PREFIX = "ce-";
  private static final String VERSION = "ce-specversion";
  private static final String ANY_FORMAT = "application/cloudevents";
  private static final String BATCH = "application/cloudevents-batch";
  private static final int MOST_IN_BATCH = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private CloudEvents() {}

  /** Whether a call carries several events, which are not waited for. */
  static boolean batch(MultiMap headers) {
    return type(headers).startsWith(BATCH);
  }

  private static String type(MultiMap headers) {
    var type = headers.get(Wire.CONTENT_TYPE);
    return type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The invocations of a call: one with the payload as it is, where it is no CloudEvent.
   *
   * @param template without a payload
   * @param idGiven whether the caller gave the invocation's id
   * @throws IllegalArgumentException that says what is wrong with an event
   */
  static List<Invocation> invocations(
      Invocation template, boolean idGiven, MultiMap headers, byte[] payload) {
    var type = type(headers);
    try {
      if (type.startsWith(BATCH)) {
        return batch(template, payload);
      }
      if (type.startsWith(ANY_FORMAT) || headers.contains(VERSION)) {
        return List.of(invocation(template, idGiven, read(headers, payload)));
      }
    } catch (CloudEventRWException | EventDeserializationException | IllegalStateException e) {
      var said = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "the CloudEvent can't be read: "
              + String.valueOf(said.getMessage()).lines().findFirst().orElse(""),
          e);
    }
    template.setPayload(ByteBuffer.wrap(payload));
    return List.of(template);
  }

  private static CloudEvent read(MultiMap headers, byte[] payload) {
    return HttpMessageFactory.createReader(
            each ->
                headers.forEach(
                    header -> {
                      var name = header.getKey().toLowerCase(Locale.ROOT);
                      each.accept(
                          name,
                          name.startsWith(PREFIX) ? decoded(header.getValue()) : header.getValue());
                    }),
            payload)
        .toEvent();
  }

  private static List<Invocation> batch(Invocation template, byte[] payload) {
    var invocations = new ArrayList<Invocation>();
    try {
      var events = JSON.readTree(payload);
      if (!events.isArray() || events.isEmpty() || events.size() > MOST_IN_BATCH) {
        throw new IllegalArgumentException(
            "a batch must be a JSON array of 1 to " + MOST_IN_BATCH + " CloudEvents");
      }
      for (var event : events) {
        var copy = Invocation.newBuilder(template).build();
        invocations.add(
            invocation(copy, false, new JsonFormat().deserialize(JSON.writeValueAsBytes(event))));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the batch of CloudEvents is not JSON", e);
    }
    return List.copyOf(invocations);
  }

  private static Invocation invocation(Invocation template, boolean idGiven, CloudEvent event) {
    var names = new HashSet<>(event.getAttributeNames());
    names.addAll(event.getExtensionNames());
    names.remove("datacontenttype");
    var attributes = new HashMap<>(template.getAttributes());
    attributes.keySet().removeIf(name -> name.startsWith(PREFIX));
    for (var name : names) {
      var value =
          event.getAttributeNames().contains(name)
              ? event.getAttribute(name)
              : event.getExtension(name);
      if (value != null) {
        attributes.put(PREFIX + name, value.toString());
      }
    }
    template.setAttributes(attributes);
    template.setContentType(event.getDataContentType());
    var data = event.getData();
    template.setPayload(ByteBuffer.wrap(data == null ? new byte[0] : data.toBytes()));
    if (!idGiven) {
      template.setId(
          UUID.nameUUIDFromBytes((event.getSource() + "\n" + event.getId()).getBytes(UTF_8))
              .toString());
    }
    return template;
  }

  /**
   * Undoes percent-encoding (CloudEvents' HTTP binding 1.0, 3.1.3.2), which the SDK leaves to its
   * user. What is no encoding stays as it is.
   */
  static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (low >= 0) {
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
      }
    }
    return bytes.toString(UTF_8);
  }
}
