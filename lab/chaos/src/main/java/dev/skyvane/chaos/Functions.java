package dev.skyvane.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.testkit.guarantee.Buried;
import dev.skyvane.testkit.guarantee.Expected;
import dev.skyvane.testkit.guarantee.Replied;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The functions that are called, and what they should answer. */
enum Functions {
  /** Answers its input. */
  ECHO("echo", SampleFunction.ECHO) {
    @Override
    Call next(int number, RandomGenerator random) {
      var text = "{\"number\":" + number + "}";
      return new Call(text, Expected.result(text.getBytes(UTF_8)));
    }
  },
  /** Takes its time, one call after the other per key. */
  ORDERED("ordered", SampleFunction.SLEEPY) {
    @Override
    Order order() {
      return Order.KEY;
    }

    @Override
    Call next(int number, RandomGenerator random) {
      int ms = random.nextInt(2, 40);
      return new Call(
          "{\"sleepMs\":" + ms + "}",
          Expected.result(("{\"sleptMs\":" + ms + "}").getBytes(UTF_8)));
    }
  },
  /** Takes its time. */
  SLEEPY("sleepy", SampleFunction.SLEEPY) {
    @Override
    Call next(int number, RandomGenerator random) {
      int ms = random.nextInt(5, 120);
      return new Call(
          "{\"sleepMs\":" + ms + "}",
          Expected.result(("{\"sleptMs\":" + ms + "}").getBytes(UTF_8)));
    }
  },
  /** May run in two regions only. */
  CONFINED("confined", SampleFunction.ECHO) {
    @Override
    List<String> regions() {
      return List.of("aws:eu-west-1", "http:tokyo");
    }

    @Override
    Call next(int number, RandomGenerator random) {
      return ECHO.next(number, random);
    }
  },
  /** Always fails, which its caller is told. */
  FAILING("failing", SampleFunction.FAIL) {
    @Override
    Call next(int number, RandomGenerator random) {
      return new Call("{}", Expected.ending(Replied.FUNCTION_ERROR));
    }
  },
  /** Takes much longer than its timeout. */
  HANGING("hanging", SampleFunction.SLEEPY) {
    @Override
    Call next(int number, RandomGenerator random) {
      return new Call("{\"sleepMs\":25000}", new Expected(PROVIDERS_DOWN, null));
    }
  },
  /** Takes what is too large for Lambda. */
  BULKY("bulky", SampleFunction.ECHO) {
    @Override
    List<String> regions() {
      return List.of("http:frankfurt", "http:tokyo");
    }

    @Override
    Call next(int number, RandomGenerator random) {
      return ECHO.next(number, random);
    }
  },
  /** Is registered nowhere. */
  UNKNOWN("no-such-function", SampleFunction.ECHO) {
    @Override
    Call next(int number, RandomGenerator random) {
      return new Call("{}", Expected.ending("unknown-function"));
    }
  };

  /** Endings that an outage of the providers excuses. */
  static final Set<String> PROVIDERS_DOWN = Set.of("attempts-exhausted", "deadline-exceeded");

  /** The same where a reply can't be delivered, or nobody waits for it. */
  static final Set<String> PROVIDERS_DOWN_UNHEARD =
      Set.of(Buried.ending("attempts-exhausted"), Buried.ending("deadline-exceeded"));

  /**
   * One call.
   *
   * @param payload JSON
   * @param expected how it may end
   */
  record Call(String payload, Expected expected) {}

  final String text;
  final SampleFunction sample;

  Functions(String text, SampleFunction sample) {
    this.text = text;
    this.sample = sample;
  }

  abstract Call next(int number, RandomGenerator random);

  Order order() {
    return Order.NONE;
  }

  /** Ids of the allowed regions; empty: all. */
  List<String> regions() {
    return List.of();
  }
}
