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

  private final SocketChannel client;
  private final SocketChannel broker;
  private final SelectionKey clientKey;
  private final SelectionKey brokerKey;
  private final Direction toBroker;
  private final Direction toClient;

  /**
   * Begins to connect to the broker.
   *
   * @param doomed true for what the broker sends and the client must not get: the link breaks there
   */
  ProxyLink(
      Selector selector,
      SocketChannel client,
      InetSocketAddress target,
      Predicate<ByteBuffer> doomed)
      throws IOException {
    this.client = client;
    broker = SocketChannel.open();
    for (SocketChannel channel : new SocketChannel[] {client, broker}) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0); // closing is a reset
    }
    clientKey = client.register(selector, 0, this);
    brokerKey = broker.register(selector, SelectionKey.OP_CONNECT, this);
    toBroker = new Direction(client, broker, passing -> false);
    toClient = new Direction(broker, client, doomed);
    connect(target);
  }

  boolean isClosed() {
    return !client.isOpen();
  }

  /** Closes both sides at once; what was under way is lost. */
  void reset() {
    try (client;
        broker) {
      toBroker.buffer.clear();
      toClient.buffer.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
  void pump(boolean stalled, long now, long delayNanos) {
    if (isClosed()) {
      return;
    }
    try {
      if (!broker.finishConnect()) {
        return;
      }
      boolean open = stalled || (toBroker.move(now, delayNanos) && toClient.move(now, delayNanos));
      if (open) {
        clientKey.interestOps(stalled ? 0 : interest(toBroker, toClient, now));
        brokerKey.interestOps(stalled ? 0 : interest(toClient, toBroker, now));
      } else {
        reset();
      }
    } catch (IOException e) {
      reset(); // one side broke: so does the other
    }
  }

  private void connect(InetSocketAddress target) {
    try {
      broker.connect(target);
    } catch (IOException e) {
      reset(); // nobody listens
    }
  }

  private static int interest(Direction from, Direction to, long now) {
    int read = from.isEmpty() ? SelectionKey.OP_READ : 0;
    int write = !to.isEmpty() && to.isDue(now) ? SelectionKey.OP_WRITE : 0;
    return read | write;
  }

  /** One way through the link. The buffer is read from while it holds anything. */
  private static final class Direction {
    private final SocketChannel from;
    private final SocketChannel to;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final Predicate<ByteBuffer> doomed;
    private long dueNanos;

    Direction(SocketChannel from, SocketChannel to, Predicate<ByteBuffer> doomed) {
      this.from = from;
      this.to = to;
      this.doomed = doomed;
    }

    boolean isEmpty() {
      return !buffer.hasRemaining();
    }

    boolean isDue(long now) {
      return now - dueNanos >= 0;
    }

    /** Returns false when the link is to break: at the end of the stream, or at what is doomed. */
    boolean move(long now, long delayNanos) throws IOException {
      if (isEmpty()) {
        int count = from.read(buffer.clear());
        buffer.flip();
        dueNanos = now + delayNanos;
        if (count < 0 || doomed.test(buffer)) {
          return false;
        }
      }
      if (delayNanos == 0) {
        dueNanos = now;
      }
      if (!isEmpty() && isDue(now)) {
        to.write(buffer);
      }
      return true;
    }
  }
}
