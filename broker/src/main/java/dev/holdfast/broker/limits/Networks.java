package dev.holdfast.broker.limits;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of networks as CIDR blocks, such as {@code 10.0.0.0/8}; a bare address is one of its own.
 */
public final class Networks {
  /** Of none. */
  public static final Networks NONE = new Networks(List.of());

  private final List<Block> blocks;

  /** The leading {@code bits} of an address. */
  private static final class Block {
    private final byte[] prefix;
    private final int bits;

    Block(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / Byte.SIZE;
      int mask = 0xff00 >> (bits % Byte.SIZE);
      return Arrays.equals(prefix, 0, whole, address, 0, whole)
          && (whole == prefix.length || ((prefix[whole] ^ address[whole]) & mask & 0xff) == 0);
    }
  }

  private Networks(List<Block> blocks) {
    this.blocks = blocks;
  }

  /**
   * Reads the list.
   *
   * @throws IllegalArgumentException naming the entry that is no block
   */
  public static Networks of(List<String> blocks) {
    return blocks.isEmpty() ? NONE : new Networks(blocks.stream().map(Networks::block).toList());
  }

  /** Whether this is a block. */
  public static boolean isBlock(String text) {
    return parse(text) != null;
  }

  private static Block block(String text) {
    Block block = parse(text);
    if (block == null) {
      throw new IllegalArgumentException("no network: " + text);
    }
    return block;
  }

  private static @Nullable Block parse(String text) {
    int slash = text.indexOf('/');
    byte[] prefix =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (prefix == null) {
      return null;
    }
    int all = prefix.length * Byte.SIZE;
    if (slash < 0) {
      return new Block(prefix, all);
    }
    String bits = text.substring(slash + 1);
    return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= all
        ? new Block(prefix, Integer.parseInt(bits))
        : null;
  }

  /** Whether one of them has this address. */
  public boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    return blocks.stream().anyMatch(block -> block.contains(bytes));
  }

  /** The address a text is, never asking a name server; null when it is none. */
  static @Nullable InetAddress address(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException wrongLength) {
      return null;
    }
  }
}
