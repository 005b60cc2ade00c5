package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.emulator.ReferenceCase;
import dev.skyvane.emulator.ReferenceCases;
import dev.skyvane.emulator.SampleFunction;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The functions of "On Merits and Viability of Multi-Cloud Serverless" (SoCC 2021), section 5.1, as
 * the emulator has them. They compute; how long they take is modelled.
 */
public enum VspWork {
  /** Counts words. */
  NLP(SampleFunction.BAG_OF_WORDS),
  /** Scales an image. */
  IMAGE(SampleFunction.RESIZE),
  /**
   * Stands in for encoding a short video: it takes 1.4 to 1.6 s, but encodes nothing, as no encoder
   * is at hand and two cores could not run dozens of them.
   */
  VIDEO(SampleFunction.SLEEPY),
  /** Integer arithmetic. */
  ALU(SampleFunction.ALU);

  private static final int SHORTEST_VIDEO_MS = 1_400;
  private static final int STEP_MS = 20;
  private static final int LENGTHS = 11;

  /** A step that meets all lengths before it meets one again, and neighbours far apart. */
  private static final int STRIDE = 4;

  private final SampleFunction function;

  VspWork(SampleFunction function) {
    this.function = function;
  }

  SampleFunction function() {
    return function;
  }

  /** What it sleeps on the average beside its service time, in ms. */
  int sleepMs() {
    return this == VIDEO ? SHORTEST_VIDEO_MS + STEP_MS * (LENGTHS - 1) / 2 : 0;
  }

  /** As it stands in tables and addresses. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Inputs with known answers, which calls take in turn: for the processor's sake small ones. */
  List<ReferenceCase> cases() {
    if (this == VIDEO) {
      return IntStream.range(0, LENGTHS)
          .mapToObj(i -> video(SHORTEST_VIDEO_MS + i * STRIDE % LENGTHS * STEP_MS))
          .toList();
    }
    return ReferenceCases.load(function).stream()
        .min(Comparator.comparingInt(each -> each.json().length))
        .stream()
        .toList();
  }

  private static ReferenceCase video(int ms) {
    byte[] input = ("{\"sleepMs\":" + ms + "}").getBytes(UTF_8);
    byte[] answer = ("{\"sleptMs\":" + ms + "}").getBytes(UTF_8);
    return new ReferenceCase(
        SampleFunction.SLEEPY, "video-" + ms, input, input, ReferenceCase.JSON_TYPE, answer);
  }
}
