package dev.holdfast.broker.limits;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What counts as one address: an IPv4 address, or the 64 leading bits of an IPv6 one, since whoever
 * has one of those has them all.
 */
final class AddressKey {
  /** No address in particular. No prefix has these bits: it would be of a multicast address. */
  static final long NONE = -1;

  /** Puts IPv4 beside IPv6, among its multicast addresses, from which nobody connects. */
  private static final long IPV4 = 0xff00_0000_0000_0000L;

  private static final long INT_MASK = 0xffff_ffffL;

  private AddressKey() {}

  static long of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address ? IPV4 | (bytes.getInt() & INT_MASK) : bytes.getLong();
  }
}
