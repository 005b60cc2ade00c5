package dev.skyvane.router.provider.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeaderTextTest {

  @Test
  void encodesOnlyWhatAHeaderCannotCarry() {
    assertEquals("order-4711", HeaderText.of("order-4711"));
    assertEquals("a=1, b;c", HeaderText.of("a=1, b;c"));
    assertEquals("%C3%BC%0D%0A100%25", HeaderText.of("\u00fc\r\n100%"));
  }
}
