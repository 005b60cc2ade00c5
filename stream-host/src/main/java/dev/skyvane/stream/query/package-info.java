/**
 * Queries of a service's stores over HTTP and JSON.
 *
 * <p>A service declares {@link dev.skyvane.stream.query.Route}s beside the code that answers them;
 * the OpenAPI description at {@code /openapi.json} is made of the same declarations. Every stored
 * answer is read partition by partition into rows: the instance that is asked reads the partitions
 * that it has itself and fetches the others from their owners, in one hop, with a deadline. An
 * owner that does not answer is replaced by a standby, or by a store that is still being restored,
 * and the answer says so.
 *
 * <p>Every answer has {@code data} and {@code meta}: the answering {@code instance}; {@code
 * newest}, the time of the newest outcome in it; {@code ageMs}, within which everything that had
 * happened to the read stores and their input is in the answer (null: not known); {@code
 * lagRecords}, how far the stores are behind; {@code sources}, the same per instance and role.
 *
 * <p><b>Errors</b> are JSON too, with {@code code} and {@code message}: 400 for a bad parameter,
 * 404 for what is not there, 503 where no instance has the key now or too many queries run, 504
 * where those that should did not answer in time. <b>Threading.</b> Readers run on virtual threads
 * and may block. <b>Order.</b> Two answers may come from different instances and go back in time;
 * {@code newest} tells.
 */
@NullMarked
package dev.skyvane.stream.query;

import org.jspecify.annotations.NullMarked;
