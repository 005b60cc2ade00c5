package dev.skyvane.router.gateway;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses and networks of proxies that are trusted. Immutable. */
final class Proxies {
  private final List<Network> networks;

  @SuppressWarnings("ArrayRecordComponent")
  private record Network(byte[] address, int bits) {
    boolean has(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private Proxies(List<Network> networks) {
    this.networks = List.copyOf(networks);
  }

  /**
   * Reads addresses, and networks as in {@code 10.0.0.0/8}.
   *
   * @throws IllegalArgumentException that names the one that is neither
   */
  static Proxies of(List<String> texts) {
    var networks = new ArrayList<Network>();
    for (var text : texts) {
      int slash = text.indexOf('/');
      try {
        var address =
            InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int most = address.length * Byte.SIZE;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
          throw new IllegalArgumentException("too many bits");
        }
        networks.add(new Network(address, bits));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is neither an address nor a network as in 10.0.0.0/8", e);
      }
    }
    return new Proxies(networks);
  }

  /** Whether a peer is one of them. */
  boolean trusted(@Nullable String address) {
    if (networks.isEmpty() || address == null) {
      return false;
    }
    try {
      var bytes = InetAddress.ofLiteral(address).getAddress();
      return networks.stream().anyMatch(network -> network.has(bytes));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
