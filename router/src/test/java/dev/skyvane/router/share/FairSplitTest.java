package dev.skyvane.router.share;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairSplitTest {

  @ParameterizedTest(name = "{0} over {1} in turn {2}: {3}")
  @CsvSource({
    // Alone: everything.
    "10, 0, 0, 10",
    "10, 99, 0, 10",
    // Nobody wants anything: evenly.
    "10, 0 0, 0, 5 5",
    "11, 0 0 0, 0, 4 4 3",
    // What is not wanted is divided evenly above what is.
    "10, 4 0, 0, 7 3",
    "10, 8 1, 0, 9 1",
    // It does not suffice: nobody has less than it wants while another has more.
    "10, 99 99, 0, 5 5",
    "10, 99 2, 0, 8 2",
    "12, 1 5 99, 0, 1 5 6",
    "12, 2 5 99, 0, 2 5 5",
    "10, 99 99 99, 0, 4 3 3",
    "10, 99 99 99, 1, 3 4 3",
    "10, 99 99 99, 2, 3 3 4",
    // Who wants nothing may begin with one.
    "10, 99 0 0, 0, 8 1 1",
    "3, 99 0 0, 0, 1 1 1",
    // Fewer places than routers: those who want one, in turn.
    "2, 9 9 9, 0, 1 1 0",
    "2, 9 9 9, 1, 0 1 1",
    "2, 9 9 9, 2, 1 0 1",
    "1, 9 0 9, 0, 1 0 0",
    "1, 9 0 9, 1, 0 0 1",
    "2, 0 9 0, 5, 0 2 0",
    "0, 5 5, 0, 0 0",
    "2147483647, 2147483647 2147483647, 0, 1073741824 1073741823"
  })
  void byHand(int limit, String demands, long turn, String shares) {
    assertArrayEquals(numbers(shares), FairSplit.of(limit, numbers(demands), turn));
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  @Property
  void theSumIsTheLimit(
      @ForAll @IntRange(max = 300) int limit,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 100) Integer> all,
      @ForAll long turn) {
    var shares = FairSplit.of(limit, array(all), turn);
    assertEquals(limit, IntStream.of(shares).sum());
    assertTrue(IntStream.of(shares).allMatch(share -> share >= 0));
  }

  /** One place after the other, each to whoever wants more and has least. */
  @Property
  void itIsAsTheModelSays(
      @ForAll @IntRange(max = 200) int limit,
      @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 60) Integer> all) {
    var demands = array(all);
    int routers = demands.length;
    int[] wanted = IntStream.of(demands).map(d -> limit >= routers ? Math.max(1, d) : d).toArray();
    var model = new int[routers];
    int left = limit;
    while (left > 0 && IntStream.range(0, routers).anyMatch(i -> model[i] < wanted[i])) {
      int least =
          IntStream.range(0, routers)
              .filter(i -> model[i] < wanted[i])
              .boxed()
              .min((a, b) -> Integer.compare(model[a], model[b]))
              .orElseThrow();
      model[least]++;
      left--;
    }
    for (int i = 0; left > 0; i = (i + 1) % routers) {
      model[i]++;
      left--;
    }
    assertArrayEquals(model, FairSplit.of(limit, demands, 0));
  }

  private static int[] array(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  @Property
  void nobodyHasLessThanItWantsWhileAnotherHasMore(
      @ForAll @IntRange(max = 200) int limit,
      @ForAll @Size(min = 2, max = 10) List<@IntRange(max = 60) Integer> all,
      @ForAll long turn) {
    var demands = array(all);
    var shares = FairSplit.of(limit, demands, turn);
    boolean enough = limit >= demands.length;
    for (int i = 0; i < demands.length; i++) {
      assertTrue(!enough || shares[i] >= 1, "each can begin");
      assertTrue(shares[i] >= Math.min(demands[i], limit / demands.length));
      if (shares[i] < demands[i]) {
        for (int other = 0; other < demands.length; other++) {
          assertTrue(shares[other] <= shares[i] + 1);
          assertTrue(shares[other] <= Math.max(demands[other], enough ? 1 : 0));
        }
      }
    }
  }

  @Property
  void whoWantsMoreNeverGetsLessAndTheOthersNeverMore(
      @ForAll @IntRange(max = 200) int limit,
      @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 60) Integer> all,
      @ForAll @IntRange(max = 9) int who,
      @ForAll @IntRange(min = 1, max = 50) int more) {
    var demands = array(all);
    int router = who % demands.length;
    var before = FairSplit.of(limit, demands, 0);
    var larger = demands.clone();
    larger[router] += more;
    var after = FairSplit.of(limit, larger, 0);
    // Who has an odd place may change with the number of those who lack one.
    assertTrue(after[router] >= before[router] - 1);
    for (int i = 0; i < demands.length; i++) {
      assertTrue(i == router || after[i] <= before[i] + 1);
    }
    assertTrue(
        IntStream.range(0, demands.length).filter(i -> i != router).map(i -> after[i]).sum()
            <= IntStream.range(0, demands.length).filter(i -> i != router).map(i -> before[i]).sum()
                + 1);
  }

  @Property
  void overAllTurnsEachHasTheSame(
      @ForAll @IntRange(max = 30) int limit, @ForAll @IntRange(min = 1, max = 12) int routers) {
    var demands = new int[routers];
    Arrays.fill(demands, 1_000);
    var sums = new int[routers];
    for (int turn = 0; turn < routers; turn++) {
      var shares = FairSplit.of(limit, demands, turn);
      Arrays.setAll(sums, i -> sums[i] + shares[i]);
    }
    assertTrue(IntStream.of(sums).allMatch(sum -> sum == limit), Arrays.toString(sums));
  }
}
