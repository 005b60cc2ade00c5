package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Custody;
import dev.skyvane.router.dispatch.InvocationRun;
import dev.skyvane.router.dispatch.Kept;
import dev.skyvane.router.dispatch.KeyLanes.Ticket;
import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.health.Pulse;
import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.parking.Entry;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.ParkedTable;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.reply.Draft;
import dev.skyvane.router.reply.Outbox;
import dev.skyvane.router.reply.Release;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Decoded;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The invocations of one assignment of one partition: those in its window, those that run beside
 * it, and the parked. Used by its loop alone.
 *
 * <p>An invocation leaves the window when its terminal record or its parked state is acknowledged,
 * whichever is first. What is parked stands in the log of the parked before it leaves.
 */
final class PartitionWork {
  private static final Logger log = LoggerFactory.getLogger(PartitionWork.class);

  /** Time between looks at what is due and what holds the window back, in ms. */
  private static final long TICK_MS = 50;

  /** Calls that are younger are not worth two records to get them out of the window, in ms. */
  private static final long SHORT_CALL_MS = 200;

  /** Most records that are read again at one time: they come with their payloads. */
  private static final int MOST_READS = 128;

  private static final long PULSE_NANOS = 1_000_000_000;
  private static final long REGISTRY_RETRY_MS = 1_000;
  private static final Duration WRITE_RETRY = Duration.ofMillis(250);

  private final TopicPartition partition;
  private final IntakeMeans means;
  private final Writing writing;
  private final Loop loop;
  private final RouterMeters meters;
  private final HeldBytes bytes;
  private final AtomicInteger span;
  private final Runnable idle;
  private final int windowRecords;
  private final OffsetWindow window;
  private final Progress before;
  private final Shares shares;
  private final Map<Long, Berth> berths = new LinkedHashMap<>();
  private final ParkedTable parked = new ParkedTable();
  private final Undecoded undecoded = new Undecoded();

  /** Offsets beyond the commit whose invocations were parked already. */
  private final Set<Long> covered = new HashSet<>();

  private final AtomicInteger parkedCount = new AtomicInteger();
  private int reads;

  /** Invocations that were parked, and are held again. */
  private int beside;

  private int writes;
  private long pulseNanos = System.nanoTime();
  private volatile Pulse pulse;
  private boolean ticking;
  private boolean retired;

  /**
   * Work without any invocation.
   *
   * @param before what earlier owners committed; reading starts at its committed offset
   * @param span counts the records of the window, for other threads; counted up by whoever fetches
   * @param idle run when nothing of a retired partition is in flight any more, perhaps repeatedly
   */
  PartitionWork(
      TopicPartition partition,
      Progress before,
      IntakeMeans means,
      Writing writing,
      Loop loop,
      RouterMeters meters,
      HeldBytes bytes,
      AtomicInteger span,
      int windowRecords,
      Runnable idle) {
    this.partition = partition;
    this.before = before;
    this.means = means;
    this.writing = writing;
    this.loop = loop;
    this.meters = meters;
    this.bytes = bytes;
    this.span = span;
    this.windowRecords = windowRecords;
    this.idle = idle;
    this.window = new OffsetWindow(before.committed());
    this.pulse = idle(partition);
    this.shares =
        new Shares(
            Math.max(1, windowRecords * means.parking().sharePercent() / 100), windowRecords);
  }

  /** Takes over what is parked, before any record arrives. */
  void restore(SortedMap<Long, Parked> states) {
    states.forEach(
        (offset, state) -> {
          if (offset >= before.committed()) {
            covered.add(offset);
          }
          var hash = state.keyHash();
          var ticket = hash == null ? null : loop.keyLanes().enter(state.function(), hash);
          keep(offset, state, new Kept(ticket, List.of()));
        });
    tick();
  }

  /** Parked invocations; any thread. */
  int parkedCount() {
    return parkedCount.get();
  }

  /** What is done as of now. */
  Progress progress() {
    // Nobody goes on with what a retired partition has not begun.
    return retired && callsNobody() ? window.lastProgress() : window.progress();
  }

  /** What will be done once these offsets are. */
  Progress progressWith(long[] offsets) {
    return window.progressWith(offsets);
  }

  /** How the partition gets on, as of a second ago; any thread. */
  Pulse pulse() {
    return pulse;
  }

  private void feelPulse() {
    long now = System.nanoTime();
    if (now - pulseNanos < PULSE_NANOS) {
      return;
    }
    pulseNanos = now;
    long progress = window.committable() + window.heldBack();
    var oldest = berths.values().stream().filter(berth -> berth.inWindow).findFirst();
    var run = oldest.map(berth -> berth.run).orElse(null);
    pulse =
        new Pulse(
            partition.toString(),
            progress,
            window.size() > 0,
            run == null ? "its oldest record waits to be decoded or written" : run.doing(),
            run == null || run.waitsForKafka());
  }

  private boolean callsNobody() {
    return berths.values().stream().noneMatch(berth -> berth.run != null && berth.run.calling());
  }

  /** Takes a record; nothing is decoded of one that an earlier owner has done. */
  void arrive(ConsumerRecord<byte[], byte[]> record, Optional<Decoded> decoded, long polledNanos) {
    window.add(record.offset());
    var berth = new Berth(record.offset(), size(record), before.suspect(record.offset()), true);
    if (decoded.isEmpty() || covered.remove(record.offset())) {
      berth.leaveWindow();
      bytes.letGo(berth.bytes);
    } else if (!retired) {
      berths.put(record.offset(), berth);
      var behind = undecoded.of(record);
      if (behind.isPresent()) {
        behind.get().add(() -> accept(record, decoded.get(), berth, System.nanoTime()));
      } else {
        accept(record, decoded.get(), berth, System.nanoTime());
      }
      if (berth.run != null && berth.run.calling()) {
        meters.dispatched(System.nanoTime() - polledNanos);
      }
    }
  }

  /** Looks once more at what holds the window back, after records arrived. */
  void arrived() {
    if (muchHeldBack()) {
      makeWay();
    }
    startTicking();
  }

  private void accept(
      ConsumerRecord<byte[], byte[]> record, Decoded decoded, Berth berth, long sinceNanos) {
    if (retired) {
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
        if (waitedMs < means.schemaPatience().toMillis()) {
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
    berth.board(request.function(), true);
    var run = means.dispatcher().run(request, loop, berth);
    berth.run = run;
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
    loop.after(
        REGISTRY_RETRY_MS,
        () -> {
          if (!retired) {
            decodeApart(record, then);
          }
        });
  }

  private void decodeApart(ConsumerRecord<byte[], byte[]> record, Consumer<Decoded> then) {
    Thread.startVirtualThread(
        () -> {
          var decoded = means.decoder().decode(record);
          loop.execute(() -> then.accept(decoded));
        });
  }

  private void poison(ConsumerRecord<byte[], byte[]> record, Problem problem, Berth berth) {
    var id = means.ids().derive(coordinate(record.offset()));
    writing
        .terminal()
        .poison(record, id, problem, berth.release(), () -> loop.execute(berth::answered));
  }

  // What is parked.

  private void keep(long offset, Parked state, Kept kept) {
    var entry = parked.add(offset, state);
    parkedCount.incrementAndGet();
    meters.parked().incrementAndGet();
    var ticket = kept.ticket();
    if (ticket != null || !kept.attempts().isEmpty()) {
      entry.remember(kept);
    }
    if (ticket != null && !ticket.first()) {
      ticket.onTurn(() -> turn(entry));
    } else if (ticket != null && entry.reason() == Reason.ORDERED) {
      turn(entry);
    }
    startTicking();
  }

  private void turn(Entry entry) {
    if (!retired && parked.remove(entry)) {
      fetch(entry, false);
    }
  }

  private void startTicking() {
    if (!ticking && !retired) {
      ticking = true;
      loop.after(TICK_MS, this::ticked);
    }
  }

  private void ticked() {
    ticking = false;
    if (!retired) {
      tick();
    }
  }

  private void tick() {
    feelPulse();
    wakeDue();
    for (var function : parked.functionsWaiting()) {
      fetchWaiting(function);
    }
    makeWay();
    if (window.size() > 0 || !berths.isEmpty() || parked.size() > 0) {
      startTicking();
    } else {
      pulse = idle(partition);
    }
  }

  private static Pulse idle(TopicPartition partition) {
    return new Pulse(partition.toString(), 0, false, "");
  }

  private void wakeDue() {
    long now = System.currentTimeMillis();
    while (mayFetch() && parked.pollDue(now) instanceof Entry entry) {
      boolean expired = entry.parked().deadline() <= now;
      var kept = kept(entry);
      if (!expired && kept.ticket() instanceof Ticket ticket && !ticket.first()) {
        // Restored while another of its key is before it: that one's end lets it go on.
        unkeep();
        keep(entry.offset(), entry.parked().ordered(), kept);
      } else {
        fetch(entry, expired);
      }
    }
  }

  private void fetchWaiting(String function) {
    while (mayFetch()
        && parked.waits(function)
        && shares.roomFor(function)
        && !means.dispatcher().paused(function)
        && parked.pollWaiting(function) instanceof Entry entry) {
      fetch(entry, false);
    }
  }

  /**
   * Whether a record may be read again: while too much is held one at a time, so that those who
   * hold it get on who wait for one that is parked.
   */
  private boolean mayFetch() {
    return bytes.full() ? reads == 0 && beside == 0 : reads < MOST_READS;
  }

  private void unkeep() {
    parkedCount.decrementAndGet();
    meters.parked().decrementAndGet();
  }

  private static Kept kept(Entry entry) {
    return entry.memory() instanceof Kept kept ? kept : Kept.NOTHING;
  }

  private void leaveKey(Kept kept) {
    if (kept.ticket() instanceof Ticket ticket) {
      loop.keyLanes().leave(ticket);
    }
  }

  /** Reads the record of an entry that goes on. */
  private void fetch(Entry entry, boolean expired) {
    unkeep();
    reads++;
    shares.take(entry.function());
    means
        .source()
        .read(
            partition,
            entry.offset(),
            record -> loop.execute(() -> fetched(entry, expired, record)));
  }

  private void fetched(
      Entry entry, boolean expired, Optional<ConsumerRecord<byte[], byte[]>> found) {
    reads--;
    shares.give(entry.function());
    if (retired) {
      return;
    }
    if (found.isEmpty()) {
      lost(entry);
      return;
    }
    var record = found.get();
    var berth = new Berth(record.offset(), size(record), false, false);
    bytes.hold(berth.bytes);
    berth.entered = true;
    berth.fetched = true;
    beside++;
    berth.board(entry.function(), false);
    berths.put(record.offset(), berth);
    if (means.decoder().decodesAtOnce(record)) {
      resume(record, means.decoder().decode(record), entry, berth, expired);
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
    if (retired) {
      return;
    }
    switch (decoded) {
      case Decoded.Ready ready -> resume(ready.request(), entry, berth, expired);
      case Decoded.Refused refused -> {
        var run = run(refused.request(), entry, berth);
        run.fail(refused.problem().code(), refused.problem().message());
      }
      case Decoded.Poison poison -> poison(record, poison.problem(), berth);
      case Decoded.RegistryDown _, Decoded.SchemaMissing _ ->
          decodeAgain(record, again -> resume(record, again, entry, berth, expired));
    }
  }

  private void resume(Request request, Entry entry, Berth berth, boolean expired) {
    run(request, entry, berth).resume(expired);
  }

  private InvocationRun run(Request request, Entry entry, Berth berth) {
    var run = means.dispatcher().run(request, entry.parked(), kept(entry), loop, berth);
    berth.run = run;
    return run;
  }

  private void lost(Entry entry) {
    leaveKey(kept(entry));
    var berth = new Berth(entry.offset(), 0, false, false);
    berth.entered = true;
    berths.put(entry.offset(), berth);
    poison(
        new ConsumerRecord<>(partition.topic(), partition.partition(), entry.offset(), null, null),
        new Problem(
            Code.PAYLOAD_LOST,
            "an invocation of function '%s' was parked, and its record is no longer in the topic; keep records longer (retention) than invocations may take (deadline)"
                .formatted(entry.function())),
        berth);
  }

  // What holds the window back.

  private boolean muchHeldBack() {
    return window.heldBack() >= windowRecords / 4;
  }

  private void makeWay() {
    boolean urgent = muchHeldBack();
    long now = System.nanoTime();
    var inTheWay = new ArrayList<InvocationRun>();
    for (var berth : berths.values()) {
      boolean old = now - berth.sinceNanos >= means.parking().longCallMs() * 1_000_000;
      boolean first = urgent && window.amongOldest(berth.offset, window.size() / 2);
      if (!berth.inWindow) {
        continue;
      }
      if (!old && !first) {
        break;
      }
      if (!berth.entered && berth.run != null) {
        inTheWay.add(berth.run);
      }
    }
    inTheWay.forEach(run -> run.makeWay(SHORT_CALL_MS));
  }

  // The end.

  /** Begins nothing more; what is in flight goes on. */
  void retire() {
    retired = true;
    var runs = new ArrayList<InvocationRun>();
    berths.values().stream().map(berth -> berth.run).forEach(run -> addTo(runs, run));
    berths.values().removeIf(berth -> berth.run == null && !berth.ending);
    means.dispatcher().retire(runs);
    for (var entry : parked.clear()) {
      unkeep();
      leaveKey(kept(entry));
    }
    idleIfDone();
  }

  private static void addTo(List<InvocationRun> runs, @Nullable InvocationRun run) {
    if (run != null) {
      runs.add(run);
    }
  }

  private void idleIfDone() {
    if (retired && berths.isEmpty() && writes == 0) {
      idle.run();
    }
  }

  private Coordinate coordinate(long offset) {
    return new Coordinate(partition.topic(), partition.partition(), offset);
  }

  static long size(ConsumerRecord<byte[], byte[]> record) {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }

  /** Writes a state; what is written for a retired partition is not tried again. */
  private void write(
      Supplier<ProducerRecord<byte[], byte[]>> record, Release release, Runnable then) {
    writes++;
    writing
        .parked()
        .put(
            new Draft(
                record,
                release,
                failure -> loop.execute(() -> written(record, release, failure, then))));
  }

  private void written(
      Supplier<ProducerRecord<byte[], byte[]>> record,
      Release release,
      @Nullable Exception failure,
      Runnable then) {
    writes--;
    if (failure == null) {
      then.run();
    } else {
      log.warn("event=parked-write-delayed partition={} reason={}", partition, failure.toString());
      if (!retired) {
        Outbox.later(() -> loop.execute(() -> write(record, release, then)), WRITE_RETRY);
      }
    }
    idleIfDone();
  }

  /** One invocation's place here. */
  private final class Berth implements Custody {
    private final long offset;
    private final long bytes;
    private final boolean suspect;
    private final long sinceNanos = System.nanoTime();
    private boolean inWindow;

    /** Whether it has an entry in the log of the parked, or will once its writes are done. */
    private boolean entered;

    /** Whether it was parked, and its record read again. */
    private boolean fetched;

    private boolean ending;
    private @Nullable String function;
    private @Nullable InvocationRun run;

    Berth(long offset, long bytes, boolean suspect, boolean inWindow) {
      this.offset = offset;
      this.bytes = bytes;
      this.suspect = suspect;
      this.inWindow = inWindow;
    }

    void board(String name, boolean fresh) {
      if (function == null) {
        function = name;
        if (fresh) {
          shares.arrive(name);
        } else {
          shares.take(name);
        }
      }
    }

    Release release() {
      ending = true;
      return new Release(offset, entered);
    }

    void leaveWindow() {
      if (inWindow) {
        inWindow = false;
        int held = window.size();
        if (window.complete(offset)) {
          span.addAndGet(window.size() - held);
        }
      }
    }

    private void leave() {
      berths.remove(offset, this);
      PartitionWork.this.bytes.letGo(bytes);
      if (fetched) {
        beside--;
      }
      if (function != null) {
        shares.give(function);
      }
    }

    @Override
    public boolean suspect() {
      return suspect;
    }

    @Override
    public boolean crowded(String name) {
      return !retired && (parked.waits(name) || shares.exceeded(name));
    }

    @Override
    public void answer(Request request, Answer answer, Runnable acknowledged) {
      writing.terminal().answer(request, answer, release(), () -> loop.execute(acknowledged));
    }

    @Override
    public void mark(Parked state, Runnable acknowledged) {
      entered = true;
      write(
          () -> means.codec().record(coordinate(offset), state),
          new Release(offset, false),
          () -> {
            leaveWindow();
            acknowledged.run();
          });
    }

    @Override
    public void park(Parked state, Kept kept) {
      run = null;
      leave();
      write(
          () -> means.codec().record(coordinate(offset), state),
          new Release(offset, false),
          this::leaveWindow);
      if (retired) {
        leaveKey(kept);
      } else {
        keep(offset, state, kept);
      }
    }

    @Override
    public void answered() {
      leave();
      if (entered && !writing.together()) {
        write(() -> means.codec().tombstone(coordinate(offset)), Release.NOTHING, () -> {});
      }
      leaveWindow();
      idleIfDone();
      if (!retired && function != null && parked.waits(function)) {
        fetchWaiting(function);
      }
    }

    @Override
    public void dropped() {
      leave();
      idleIfDone();
    }
  }
}
