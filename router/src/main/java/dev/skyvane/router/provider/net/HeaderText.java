package dev.skyvane.router.provider.net;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Text as a header's value. */
public final class HeaderText {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private HeaderText() {}

  /**
   * Percent-encodes what a header can't carry: everything but printable ASCII, and the percent sign
   * itself, as UTF-8 (as the HTTP binding of CloudEvents does, 3.1.3.2). Ids and trace headers as
   * they usually look stay as they are.
   */
  public static String of(String text) {
    if (plain(text)) {
      return text;
    }
    var encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (plain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!plain(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean plain(int c) {
    return c >= ' ' && c < 0x7f && c != '%';
  }
}
