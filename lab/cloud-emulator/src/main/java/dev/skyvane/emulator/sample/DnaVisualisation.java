package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;

/**
 * The line by which a DNA sequence is drawn: every base is two steps to the right, A up and down, C
 * down and up, G up and up, T down and down, N level.
 */
public final class DnaVisualisation {

  private static final String BASES = "ACGTN";
  private static final int[] FIRST = {1, -1, 1, -1, 0};
  private static final int[] SECOND = {-1, 1, 1, -1, 0};

  private DnaVisualisation() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var sequence = sequence(Text.of(input, "sequence"));
    var counts = new int[BASES.length()];
    var heights = new int[2 * sequence.length() + 1];
    for (var i = 0; i < sequence.length(); i++) {
      var base = BASES.indexOf(sequence.charAt(i));
      if (base < 0) {
        throw new FunctionFailedException(
            "BadInput", "Base %d is none of A, C, G, T and N.".formatted(i + 1));
      }
      counts[base]++;
      heights[2 * i + 1] = heights[2 * i] + FIRST[base];
      heights[2 * i + 2] = heights[2 * i + 1] + SECOND[base];
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("bases", sequence.length());
    for (var i = 0; i < counts.length; i++) {
      answer.put(BASES.substring(i, i + 1), counts[i]);
    }
    answer.put("lowest", Arrays.stream(heights).min().orElse(0));
    answer.put("highest", Arrays.stream(heights).max().orElse(0));
    var line = answer.putArray("line");
    Arrays.stream(heights).forEach(line::add);
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  /** The bases of a FASTA text, in capitals: without its header lines and white space. */
  private static String sequence(String text) {
    var bases = new StringBuilder(text.length());
    text.lines()
        .filter(line -> !line.startsWith(">") && !line.startsWith(";"))
        .forEach(
            line ->
                line.chars()
                    .filter(c -> c != ' ' && c != '\t' && c != '\r')
                    .forEach(c -> bases.append((char) (c >= 'a' && c <= 'z' ? c - 32 : c))));
    return bases.toString();
  }
}
