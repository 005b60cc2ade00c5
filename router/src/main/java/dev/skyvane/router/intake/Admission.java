package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.InvocationRun;
import dev.skyvane.router.parking.Entry;
import dev.skyvane.router.request.Decoded;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the invocations of decoded records on their way: new ones, and ones that were parked. What
 * can't be decoded waits for its schema, those of its key behind it, or is put aside. Used by one
 * loop.
 */
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final long REGISTRY_RETRY_MS = 1_000;

  private final Assignment assignment;
  private final Berths berths;
  private final Undecoded undecoded = new Undecoded();

  Admission(Assignment assignment, Berths berths) {
    this.assignment = assignment;
    this.berths = berths;
  }

  /** Sets a new one on its way, unless one of its key can't be decoded yet. */
  void admit(ConsumerRecord<byte[], byte[]> record, Decoded decoded, Berth berth) {
    var behind = undecoded.of(record);
    if (behind.isPresent()) {
      behind.get().add(() -> accept(record, decoded, berth, System.nanoTime()));
    } else {
      accept(record, decoded, berth, System.nanoTime());
    }
  }

  private void accept(
      ConsumerRecord<byte[], byte[]> record, Decoded decoded, Berth berth, long sinceNanos) {
    if (assignment.retired()) {
      return;
    }
    switch (decoded) {
      case Decoded.Ready ready -> run(ready.request(), berth).start();
      case Decoded.Refused refused ->
          run(refused.request(), berth).fail(refused.problem().code(), refused.problem().message());
      case Decoded.Poison poison -> poison(record, poison.problem(), berth);
      case Decoded.RegistryDown down -> {
        log.warn(
            "event=registry-down topic={} partition={} offset={} reason={}",
            record.topic(),
            record.partition(),
            record.offset(),
            down.message());
        acceptLater(record, berth, sinceNanos);
      }
      case Decoded.SchemaMissing missing -> {
        long waitedMs = (System.nanoTime() - sinceNanos) / 1_000_000;
        if (waitedMs < assignment.means.schemaPatience().toMillis()) {
          acceptLater(record, berth, sinceNanos);
        } else {
          poison(
              record,
              new Problem(
                  Code.UNKNOWN_SCHEMA,
                  "the registry has not known schema id %d for %,d ms: register it, or check that producer and router use one registry (%s)"
                      .formatted(missing.schemaId(), waitedMs, missing.message())),
              berth);
        }
      }
    }
  }

  private InvocationRun run(Request request, Berth berth) {
    var run = assignment.means.dispatcher().run(request, assignment.loop, berth);
    berth.begin(request.function(), run);
    return run;
  }

  private void acceptLater(ConsumerRecord<byte[], byte[]> record, Berth berth, long sinceNanos) {
    undecoded.begin(record);
    decodeAgain(
        record,
        again -> {
          var followers = undecoded.end(record);
          accept(record, again, berth, sinceNanos);
          followers.goOn();
        });
  }

  private void decodeAgain(ConsumerRecord<byte[], byte[]> record, Consumer<Decoded> then) {
    assignment.loop.after(
        REGISTRY_RETRY_MS,
        () -> {
          if (!assignment.retired()) {
            decodeApart(record, then);
          }
        });
  }

  private void decodeApart(ConsumerRecord<byte[], byte[]> record, Consumer<Decoded> then) {
    Thread.startVirtualThread(
        () -> {
          var decoded = assignment.means.decoder().decode(record);
          assignment.loop.execute(() -> then.accept(decoded));
        });
  }

  private void poison(ConsumerRecord<byte[], byte[]> record, Problem problem, Berth berth) {
    assignment
        .writing
        .terminal()
        .poison(
            record,
            assignment.means.ids().derive(assignment.coordinate(record.offset())),
            problem,
            berth.release(),
            () -> assignment.loop.execute(berth::answered));
  }

  /**
   * Sets one that was parked on its way again.
   *
   * @param expired whether its deadline has passed
   * @param found its record, or empty where that is gone
   */
  void readmit(Entry entry, boolean expired, Optional<ConsumerRecord<byte[], byte[]>> found) {
    if (found.isEmpty()) {
      lost(entry);
      return;
    }
    var record = found.get();
    var berth = Berth.again(berths, record.offset(), Berths.size(record), entry.function());
    berths.add(berth);
    if (assignment.means.decoder().decodesAtOnce(record)) {
      resume(record, assignment.means.decoder().decode(record), entry, berth, expired);
    } else {
      decodeApart(record, decoded -> resume(record, decoded, entry, berth, expired));
    }
  }

  private void resume(
      ConsumerRecord<byte[], byte[]> record,
      Decoded decoded,
      Entry entry,
      Berth berth,
      boolean expired) {
    if (assignment.retired()) {
      return;
    }
    switch (decoded) {
      case Decoded.Ready ready -> run(ready.request(), entry, berth).resume(expired);
      case Decoded.Refused refused ->
          run(refused.request(), entry, berth)
              .fail(refused.problem().code(), refused.problem().message());
      case Decoded.Poison poison -> poison(record, poison.problem(), berth);
      case Decoded.RegistryDown _, Decoded.SchemaMissing _ ->
          decodeAgain(record, again -> resume(record, again, entry, berth, expired));
    }
  }

  private InvocationRun run(Request request, Entry entry, Berth berth) {
    var kept = ParkedInvocations.kept(entry);
    var run =
        assignment.means.dispatcher().run(request, entry.parked(), kept, assignment.loop, berth);
    berth.begin(entry.function(), run);
    return run;
  }

  private void lost(Entry entry) {
    berths.parked.leaveKey(ParkedInvocations.kept(entry));
    var berth = Berth.lost(berths, entry.offset());
    berths.add(berth);
    var partition = assignment.partition;
    poison(
        new ConsumerRecord<>(partition.topic(), partition.partition(), entry.offset(), null, null),
        new Problem(
            Code.PAYLOAD_LOST,
            "an invocation of function '%s' was parked, and its record is no longer in the topic; keep records longer (retention) than invocations may take (deadline)"
                .formatted(entry.function())),
        berth);
  }
}
