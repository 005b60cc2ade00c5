/** Confluent's own classes in tests, kept away from our class path. */
package dev.skyvane.schemas.serde.confluent;
