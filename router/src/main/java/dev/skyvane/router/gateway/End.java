package dev.skyvane.router.gateway;

import dev.skyvane.schemas.record.Reply;

/** How the wait of a call ended. */
sealed interface End {

  /** The reply came. */
  record Replied(Reply reply) implements End {}

  /** Kafka has the invocation, and no more was asked for. */
  record Durable() implements End {}

  /** Kafka does not have the invocation, as far as can be told. */
  record NotWritten(Exception failure) implements End {}

  /** Its reply came and can't be read. */
  record Unreadable() implements End {}

  /** The call itself is wrong. */
  record Refused(Refusal refusal) implements End {}

  /** The deadline passed. */
  record TimedOut() implements End {}

  /** The caller went away. */
  record CallerLeft() implements End {}

  /** This gateway stops. */
  record Stopping() implements End {}
}
