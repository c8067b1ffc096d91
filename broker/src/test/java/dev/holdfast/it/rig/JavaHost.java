package dev.holdfast.it.rig;

import dev.holdfast.it.rig.ClientLog.Entry;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Official Java clients in this JVM. */
final class JavaHost implements ClientHost {
  private final Queue<JavaSocketIoClient> clients = new ConcurrentLinkedQueue<>();

  @Override
  public StockClient connect(String client, ClientOptions options, Consumer<Entry> listener) {
    JavaSocketIoClient connected = JavaSocketIoClient.connect(options, listener);
    clients.add(connected);
    return connected;
  }

  @Override
  public void kill() {
    clients.forEach(JavaSocketIoClient::vanish);
    clients.clear();
  }

  @Override
  public void close() {
    clients.forEach(JavaSocketIoClient::close);
    clients.clear();
  }
}
