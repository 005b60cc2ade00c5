package dev.skyvane.router.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CloudEventsTest {

  @Test
  void percentEncodingIsUndoneWhereItIsOne() {
    assertEquals("plain", CloudEvents.decoded("plain"));
    assertEquals("Euro € 😀", CloudEvents.decoded("Euro%20%E2%82%AC%20%F0%9F%98%80"));
    assertEquals("100%", CloudEvents.decoded("100%25"));
    assertEquals("100% %zz %2", CloudEvents.decoded("100% %zz %2"));
    assertEquals("é%", CloudEvents.decoded("é%25"));
  }
}
