package dev.skyvane.cost.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
  private static void comesBack(BigDecimal value) {
    byte[] bytes = Value.write(out -> Value.decimal(out, value));
    assertEquals(value, Value.read(bytes, Value::decimal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "0.00", "-1", "1E+3", "0.0000000000001234", "-12345678901234567890.123"})
  void decimalsComeBackWithTheirScale(String text) {
    comesBack(new BigDecimal(text));
  }

  @Test
  void everyLengthComesBackWithItsSign() {
    for (int bits = 1; bits <= 200; bits++) {
      var power = BigInteger.TWO.pow(bits);
      for (var near : new BigInteger[] {power.subtract(BigInteger.ONE), power}) {
        comesBack(new BigDecimal(near, 18));
        comesBack(new BigDecimal(near.negate(), 18));
      }
    }
  }
}
