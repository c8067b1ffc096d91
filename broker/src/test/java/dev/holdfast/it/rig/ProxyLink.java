package dev.holdfast.it.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;

/**
 * One connection through a {@link FaultProxy}, from a client to the broker. Used by the proxy's
 * thread only.
 */
final class ProxyLink {
  static final int BUFFER_BYTES = 64 * 1024;

  private static final int RESETS = 0; // the linger time of a socket whose closing is a reset
  private static final int SAYS_GOODBYE = -1;

  private final int number;
  private final SocketChannel client;
  private final SocketChannel broker;
  private final SelectionKey clientKey;
  private final SelectionKey brokerKey;
  private final LinkFlow toBroker;
  private final LinkFlow toClient;

  /**
   * Begins to connect to the broker.
   *
   * @param number counts the links of the proxy
   * @param doomed true for what the broker sends and the client must not get: the link breaks there
   */
  ProxyLink(
      int number,
      Selector selector,
      SocketChannel client,
      InetSocketAddress target,
      Predicate<ByteBuffer> doomed)
      throws IOException {
    this.number = number;
    this.client = client;
    broker = SocketChannel.open();
    for (SocketChannel channel : new SocketChannel[] {client, broker}) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_LINGER, RESETS);
      // Or the system would hide a slow reader from the broker for some megabytes.
      channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
    }
    clientKey = client.register(selector, 0, this);
    brokerKey = broker.register(selector, SelectionKey.OP_CONNECT, this);
    toBroker = new LinkFlow(client, broker, passing -> false);
    toClient = new LinkFlow(broker, client, doomed);
    connect(target);
  }

  int number() {
    return number;
  }

  boolean isClosed() {
    return !client.isOpen();
  }

  /** From now on bytes pass like this; {@link #pump} follows. */
  void pass(Passage upwards, Passage downwards) {
    toBroker.pass(upwards);
    toClient.pass(downwards);
  }

  /** Closes both sides at once, without a goodbye; what was under way is lost. */
  void reset() {
    try (client;
        broker) {
      clientKey.cancel();
      brokerKey.cancel();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes both sides in order, as TCP goes; what the proxy held is lost. */
  void hangUp() {
    try {
      client.setOption(StandardSocketOptions.SO_LINGER, SAYS_GOODBYE);
      broker.setOption(StandardSocketOptions.SO_LINGER, SAYS_GOODBYE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reset();
  }

  /** Closes the client's side; from the broker nothing is read any more. */
  void abandon() {
    try (client) {
      brokerKey.interestOps(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves what can be moved, then says what to wait for. */
  void pump(long now) {
    if (isClosed()) {
      return;
    }
    try {
      if (!broker.finishConnect()) {
        return;
      }
      if (!toBroker.move(now) || !toClient.move(now)) {
        reset();
      } else if (toBroker.isOver() && toClient.isOver()) {
        hangUp();
      } else {
        clientKey.interestOps(interest(toBroker, toClient, now));
        brokerKey.interestOps(interest(toClient, toBroker, now));
      }
    } catch (IOException e) {
      reset(); // one side broke: so does the other
    }
  }

  /** Whether something is held whose time has not come. */
  boolean waitsForTime(long now) {
    return !isClosed() && (toBroker.waitsForTime(now) || toClient.waitsForTime(now));
  }

  /** In how many nanoseconds the first of that may leave. */
  long dueIn(long now) {
    return Math.min(toBroker.dueIn(now), toClient.dueIn(now));
  }

  private void connect(InetSocketAddress target) {
    try {
      broker.connect(target);
    } catch (IOException e) {
      reset(); // nobody listens
    }
  }

  private static int interest(LinkFlow from, LinkFlow to, long now) {
    int read = from.wantsToRead() ? SelectionKey.OP_READ : 0;
    int write = to.wantsToWrite(now) ? SelectionKey.OP_WRITE : 0;
    return read | write;
  }
}
