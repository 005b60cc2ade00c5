/**
 * A schema registry with Confluent's REST API whose memory is a compacted Kafka topic.
 *
 * <p>From the inside out: {@code RegistryState} is what is known, {@code Change} how it changes,
 * {@code RegistryJournal} where changes are kept, {@code Registry} the rules, {@code RegistryHttp}
 * the API.
 *
 * <p><b>Threading.</b> Requests run on virtual threads. Reading takes no lock that is held while
 * Kafka is asked; changes are made one at a time, so that two registrations of one schema find one
 * id.
 *
 * <p><b>Durability.</b> A change is committed to the journal before it is answered. Nothing is
 * answered before the journal was read to its end. The journal's writer is fenced: a second
 * registry on the same journal makes the first one read it anew before its next change, so ids stay
 * unique.
 *
 * <p><b>Failure.</b> Without Kafka what is known is still answered, and changes fail with status
 * 500 and code 50001; after it the next change reads the journal again first.
 */
@NullMarked
package dev.skyvane.embedded.registry;

import org.jspecify.annotations.NullMarked;
