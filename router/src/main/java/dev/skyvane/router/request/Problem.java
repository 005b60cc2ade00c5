package dev.skyvane.router.request;

/**
 * Why an invocation ends without a result.
 *
 * @param code from the list
 * @param message cause, rule and way out, in words; never a payload
 */
public record Problem(Code code, String message) {

  /** The list of codes, as replies and dead letters carry them. */
  public enum Code {
    UNDECODABLE("undecodable", "The record is not an invocation in any known form."),
    UNKNOWN_SCHEMA("unknown-schema", "The registry does not know the record's schema id."),
    BAD_REQUEST("bad-request", "A field or header of the invocation is malformed."),
    UNKNOWN_FUNCTION("unknown-function", "No function of this name is registered."),
    BAD_ORIGIN("bad-origin", "The origin is neither a known region nor 'lat,lon'."),
    NOT_ROUTABLE("not-routable", "No deployment of the function satisfies its constraints."),
    PAYLOAD_TOO_LARGE("payload-too-large", "The payload is over the limit."),
    RESULT_TOO_LARGE("result-too-large", "The result is over the reply limit."),
    DEADLINE_EXCEEDED("deadline-exceeded", "The deadline passed before there was a result."),
    ATTEMPTS_EXHAUSTED("attempts-exhausted", "Every allowed attempt failed."),
    CRASH_CAP(
        "crash-cap",
        "Its attempts were cut off by the loss of a router more often than is allowed."),
    PAYLOAD_LOST(
        "payload-lost", "Its record was deleted from its topic before the invocation could go on."),
    REJECTED("rejected", "The provider refused the call for good."),
    REPLY_TOPIC_FORBIDDEN(
        "reply-topic-forbidden", "The reply topic does not match reply.topics.allow."),
    REPLY_UNDELIVERABLE("reply-undeliverable", "The reply could not be written to its topic.");

    private final String text;
    private final String meaning;

    Code(String text, String meaning) {
      this.text = text;
      this.meaning = meaning;
    }

    /** As it stands in records. */
    public String text() {
      return text;
    }

    /** What it means, for the reference. */
    public String meaning() {
      return meaning;
    }
  }
}
