package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Text in, how often each word occurs out. */
public final class BagOfWords {

  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  private BagOfWords() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var text = Text.of(input, "text");
    var counts = new HashMap<String, int[]>();
    var total = count(text, counts);
    var sorted = new TreeMap<String, int[]>(BY_CODE_POINT);
    sorted.putAll(counts);
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("words", total);
    answer.put("distinct", sorted.size());
    var bag = answer.putObject("counts");
    sorted.forEach((word, n) -> bag.put(word, n[0]));
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  private static int count(String text, Map<String, int[]> counts) {
    var total = 0;
    var word = new StringBuilder();
    for (var i = 0; i < text.length(); ) {
      var c = text.codePointAt(i);
      i += Character.charCount(c);
      var inWord = isOfWord(c);
      if (inWord) {
        word.appendCodePoint(Character.toLowerCase(c));
      }
      if (word.length() > 0 && (!inWord || i == text.length())) {
        counts.computeIfAbsent(word.toString(), _ -> new int[1])[0]++;
        total++;
        word.setLength(0);
      }
    }
    return total;
  }

  /** Whether a code point is of a general category L*, M* or Nd. */
  private static boolean isOfWord(int c) {
    return switch ((byte) Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER ->
          true;
      default -> false;
    };
  }
}
