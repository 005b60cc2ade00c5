package dev.skyvane.router.provider.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a call may go to. A function's address is written by whoever may apply a function;
 * the metadata services of clouds hand credentials to whoever asks from this machine, so these are
 * out of bounds, by name, by address, and after a name was resolved.
 */
public final class AddressRules {

  /**
   * Names by which clouds serve metadata, beside the link-local address that all of them use.
   * Sources: the providers' documentation of their instance metadata.
   */
  private static final Set<String> NAMES =
      Set.of(
          "metadata",
          "metadata.google.internal",
          "metadata.goog",
          "instance-data",
          "instance-data.ec2.internal");

  /** Alibaba's metadata service and Azure's wire server, which are not link-local. */
  private static final Set<InetAddress> ADDRESSES =
      Set.of(InetAddress.ofLiteral("100.100.100.200"), InetAddress.ofLiteral("168.63.129.16"));

  /** First four bytes of fd00:ec2::/32, where EC2 serves metadata and credentials. */
  private static final byte[] EC2 = {(byte) 0xfd, 0x00, 0x0e, (byte) 0xc2};

  private AddressRules() {}

  /**
   * Why a host, as it is written in an URL, may not be called.
   *
   * @return empty if it may, as far as can be told without resolving it
   */
  public static Optional<String> refusal(String host) {
    String bare = host.toLowerCase(Locale.ROOT);
    if (bare.startsWith("[") && bare.endsWith("]")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    int zone = bare.indexOf('%');
    if (zone >= 0) {
      bare = bare.substring(0, zone);
    }
    if (bare.endsWith(".")) {
      bare = bare.substring(0, bare.length() - 1);
    }
    InetAddress literal = literal(bare);
    if (NAMES.contains(bare) || (literal != null && refused(literal))) {
      return Optional.of(
          "'" + host + "' is a link-local address or a metadata service, which are never called");
    }
    return Optional.empty();
  }

  /** Whether an address is out of bounds. */
  static boolean refused(InetAddress address) {
    if (address.isLinkLocalAddress() || ADDRESSES.contains(address)) {
      return true;
    }
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return false;
    }
    for (int i = 0; i < EC2.length; i++) {
      if (bytes[i] != EC2[i]) {
        return false;
      }
    }
    return true;
  }

  /** The address that a text stands for without any look-up, or null. */
  static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notStrict) {
      try {
        // 2852039166, 0xa9fea9fe and 0251.0376.0251.0376 are 169.254.169.254 to most resolvers.
        return Inet4Address.ofPosixLiteral(text);
      } catch (IllegalArgumentException notPosix) {
        return null;
      }
    }
  }
}
