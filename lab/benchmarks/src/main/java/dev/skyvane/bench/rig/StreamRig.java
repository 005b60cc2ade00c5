package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Outcomes, and a stream service that counts them in a JVM of its own. Used by one thread. */
public final class StreamRig implements AutoCloseable {
  private static final String TOPIC = TopicNames.DEFAULT.of(Topic.OUTCOMES);
  private static final int LOOK_MS = 10;
  private static final Map<String, String> OWN_TIMES =
      Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1");

  /** Whoever counts nothing for so long will not go on. */
  private static final Duration STANDSTILL = Duration.ofSeconds(60);

  private final Stream stream;
  private final Site site;
  private final OutcomeSource source;
  private int written;
  private int starts;

  /** A service that runs. */
  public final class Started implements AutoCloseable {
    private final Child process;
    private final long readyMs;
    private final URI url;

    private Started(Child process) {
      this.process = process;
      var words = process.awaitReady().split(" ", 2);
      this.readyMs = Long.parseLong(words[0]);
      this.url = URI.create(words[1]);
    }

    /** From the start of the service, in a JVM that runs, until its tables were served, in ms. */
    public long readyMs() {
      return readyMs;
    }

    /** What it holds. */
    public Memory memory() {
      return process.memory();
    }

    /**
     * Lets it work off what was written.
     *
     * @param dropped how many outcomes are not measured, as they warm it up
     */
    public Throughput workOff(int dropped) throws InterruptedException {
      var from = awaitCounted(dropped);
      long began = System.nanoTime();
      var to = awaitCounted(written);
      return new Throughput(
          (int) (to.counted() - from.counted()),
          System.nanoTime() - began,
          new Counters(
              to.cpuNanos() - from.cpuNanos(),
              to.allocatedBytes() - from.allocatedBytes(),
              0,
              0,
              0));
    }

    /** Outcomes that came too late for their window. */
    public long late() {
      return counters().late();
    }

    private StreamCounters counters() {
      return StreamCounters.of(process.ask(ContenderMain.COUNTERS));
    }

    private StreamCounters awaitCounted(long count) throws InterruptedException {
      long moved = System.nanoTime();
      var last = counters();
      while (last.counted() < count) {
        Thread.sleep(LOOK_MS);
        var now = counters();
        if (now.counted() > last.counted()) {
          moved = System.nanoTime();
        } else if (System.nanoTime() - moved > STANDSTILL.toNanos()) {
          throw new IllegalStateException(
              "the %s counted %,d of %,d outcomes and no more in %d s: %s"
                  .formatted(
                      stream.text(),
                      now.counted(),
                      count,
                      STANDSTILL.toSeconds(),
                      process.lastLines()));
        }
        last = now;
      }
      return last;
    }

    /**
     * Windows that it keeps, of everything, once those of a past are there.
     *
     * @throws IllegalStateException if they are not within three minutes
     */
    public long windows(Past past) throws IOException, InterruptedException {
      try (var count = new WindowCount(stream, source, url)) {
        return count.await(past);
      } catch (IllegalStateException e) {
        throw new IllegalStateException(
            "the %s has %s; it said last: %s"
                .formatted(stream.text(), e.getMessage(), process.lastLines()),
            e);
      }
    }

    /** Ends it in good order, with all state on disk. */
    @Override
    public void close() {
      process.close();
    }
  }

  /**
   * Starts broker and registry, but no service.
   *
   * @param deployments how many
   * @param vantages from how many they are called
   * @param past whether outcomes have times of their own, and one partition: of several, one would
   *     be read long before another, and the regions' outcomes of the other would be too late
   * @throws Exception if a part does not start; nothing is left running then
   */
  public StreamRig(Stream stream, int deployments, int vantages, boolean past, long seed)
      throws Exception {
    this.stream = stream;
    this.source = new OutcomeSource(deployments, vantages, seed);
    site = new Site();
    try {
      if (past) {
        site.createTopics(Topic.OUTCOMES, 1, OWN_TIMES);
      } else {
        site.createTopics(Map.of());
      }
      site.announce(List.of(), source.functions());
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /** Writes outcomes that have just been. */
  public void write(int count) {
    write(
        sender -> {
          for (int i = 0; i < count; i++) {
            sender.send(null, source.next(System.currentTimeMillis()));
          }
        });
  }

  /** Writes outcomes of a past, with its times. */
  public void write(Past past) {
    long end = System.currentTimeMillis();
    write(
        sender -> {
          for (long before = past.length().toMillis(); before > 0; before -= past.stepMs(before)) {
            for (int number = 0; number < source.size(); number++) {
              sender.send(end - before, source.next(number, end - before));
            }
          }
        });
  }

  private interface Sender {
    void send(@Nullable Long time, Outcome outcome);
  }

  private void write(java.util.function.Consumer<Sender> outcomes) {
    try (var producer = site.clients().backlogProducer();
        var serdes = site.serdes()) {
      var serializer = serdes.of(Outcome.class).serializer();
      outcomes.accept(
          (time, outcome) -> {
            producer.send(
                new ProducerRecord<>(
                    TOPIC,
                    null,
                    time,
                    outcome.getDeployment().getBytes(UTF_8),
                    serializer.serialize(TOPIC, outcome)));
            written++;
          });
      producer.flush();
    }
  }

  /** Starts the service and waits until it serves. */
  public Started start() {
    var settings = site.streamSettings(state());
    return new Started(
        Child.stream(stream, stream.text() + "-" + ++starts, settings, site.directory()));
  }

  private Path state() {
    return site.directory().resolve("state-" + stream.text());
  }

  /** Bytes of the tables on disk; of a service that has ended. */
  public long stateBytes() throws IOException {
    return size(state(), path -> path.toString().endsWith(".sst"));
  }

  /** Bytes of the topics that the tables are restored from, as they lie in the broker. */
  public long changelogBytes() throws ExecutionException, InterruptedException {
    return site.logBytes(topic -> topic.endsWith("-changelog"));
  }

  /** Deletes the service's state directory, as the loss of a disk does. */
  public void loseState() throws IOException {
    Site.delete(state());
  }

  private static long size(Path folder, Predicate<Path> which) throws IOException {
    long bytes = 0;
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).filter(which).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
