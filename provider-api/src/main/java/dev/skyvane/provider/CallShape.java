package dev.skyvane.provider;

import java.util.Map;

/**
 * How a function that is called over HTTP wants to be called. Adapters of other protocols refuse a
 * deployment that asks for anything but {@link #PLAIN}.
 *
 * @param method HTTP method, in capitals
 * @param headers further headers, by name; in a value {@code {invocation-id}}, {@code
 *     {attempt-id}}, {@code {attempt}}, {@code {function}}, {@code {deployment}} and {@code
 *     {region}} stand for those of the call
 * @param format how the payload travels
 * @param saaf whether metering is read from the fields that the Serverless Application Analytics
 *     Framework adds to the answer, where nobody else metered
 * @param http2 whether it is called by HTTP/2
 */
public record CallShape(
    String method, Map<String, String> headers, Format format, boolean saaf, boolean http2) {

  /** The payload is the body of a POST, and only headers meter. */
  public static final CallShape PLAIN = new CallShape("POST", Map.of(), Format.PLAIN, false, false);

  /** How a payload travels. */
  public enum Format {
    /** As the body, as it is. */
    PLAIN,
    /** As the body, with the attributes of a CloudEvent in headers (binary content mode). */
    CLOUDEVENT_BINARY,
    /** Within a CloudEvent in JSON (structured content mode). */
    CLOUDEVENT_STRUCTURED
  }

  /** A copy that nobody changes. */
  public CallShape {
    headers = Map.copyOf(headers);
  }
}
