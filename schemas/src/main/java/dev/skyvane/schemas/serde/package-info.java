/**
 * Serializers and deserializers of our records in Confluent's wire format: a zero byte, the
 * schema's id as four bytes (big-endian), then the record in Avro's binary encoding.
 *
 * <p><b>Threading.</b> {@link dev.skyvane.schemas.serde.RecordSerdes} and the serdes it makes with
 * the default class may be used by any thread. The first use of a schema asks the registry and
 * blocks, so never on an event loop.
 *
 * <p><b>Failure.</b> Every failure is a {@link
 * org.apache.kafka.common.errors.SerializationException} of one of four kinds: the bytes are wrong
 * ({@code MalformedRecordException}), the registry definitely has no such schema ({@code
 * UnknownSchemaException}), it can't tell now ({@code RegistryUnavailableException}), or it refuses
 * to take a schema ({@code SchemaRefusedException}). Messages never quote a record.
 */
@NullMarked
package dev.skyvane.schemas.serde;

import org.jspecify.annotations.NullMarked;
