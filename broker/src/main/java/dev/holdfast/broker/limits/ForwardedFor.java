package dev.holdfast.broker.limits;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind a proxy. The header {@code X-Forwarded-For} is read from its end, where the nearest
 * proxy has written whom it talked to, as long as those are proxies that the operator trusts: the
 * first that is not is the client. What stands before it anybody may have written.
 */
public final class ForwardedFor {
  private final Networks trusted;

  /** Believes proxies in these networks. */
  public ForwardedFor(Networks trusted) {
    this.trusted = trusted;
  }

  /** Whether what comes from this address is somebody else's. */
  public boolean isProxy(InetAddress peer) {
    return trusted.contain(peer);
  }

  /**
   * The client's address.
   *
   * @param peer who is at the other end of the socket
   * @param headers all values of the header, in their order
   */
  public InetAddress client(InetAddress peer, List<String> headers) {
    if (headers.isEmpty() || !isProxy(peer)) {
      return peer;
    }
    List<String> hops = new ArrayList<>();
    headers.forEach(header -> hops.addAll(List.of(header.split(",", -1))));
    InetAddress nearest = peer;
    for (int i = hops.size() - 1; i >= 0 && isProxy(nearest); i--) {
      InetAddress hop = address(hops.get(i).strip());
      if (hop == null) {
        return nearest;
      }
      nearest = hop;
    }
    return nearest;
  }

  /** With or without a port: {@code 10.0.0.1:80}, {@code [2001:db8::1]:80}. */
  private static @Nullable InetAddress address(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? null : Networks.address(hop.substring(1, end));
    }
    int colon = hop.indexOf(':');
    boolean hasPort = colon >= 0 && colon == hop.lastIndexOf(':');
    return Networks.address(hasPort ? hop.substring(0, colon) : hop);
  }
}
