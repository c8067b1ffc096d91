package dev.holdfast.it.rig;

import dev.holdfast.it.rig.ClientLog.Entry;
import java.util.function.Consumer;

/** Hosts any number of stock clients of one language, which can be killed together. Thread-safe. */
public interface ClientHost extends AutoCloseable {
  /** A Node process whose clients use {@code socket.io-msgpack-parser}. */
  static ClientHost javascriptWithMsgpack(String name) {
    return DrivenHost.javascriptWithMsgpack(name);
  }

  /**
   * Starts a client; returns before it is connected.
   *
   * @param client its name within this host, nothing the broker sees
   * @param listener sees each entry before the log has it and before the client acknowledges it
   */
  StockClient connect(String client, ClientOptions options, Consumer<Entry> listener);

  /** Starts a client; returns before it is connected. */
  default StockClient connect(String client, ClientOptions options) {
    return connect(client, options, entry -> {});
  }

  /**
   * Kills every client without a goodbye. What they had handed to their listeners has arrived there
   * when this returns.
   */
  void kill();

  @Override
  void close();
}
