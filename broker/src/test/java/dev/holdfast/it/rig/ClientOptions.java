package dev.holdfast.it.rig;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a stock client connects.
 *
 * @param url the broker, or a proxy before it
 * @param namespace begins with a slash
 * @param auth the CONNECT payload
 * @param transports names, in the order to try; empty: the client's own default
 * @param acks what the client does with ack functions
 * @param retries how often the JavaScript client sends an emit again that is not confirmed in time;
 *     0: it does not
 * @param ackTimeoutMs how long it waits before it does, in milliseconds
 */
public record ClientOptions(
    URI url,
    String namespace,
    Map<String, String> auth,
    List<String> transports,
    Acks acks,
    int retries,
    int ackTimeoutMs) {

  /** The main namespace, no payload, the client's default transports, every ack called. */
  public static ClientOptions to(URI url) {
    return new ClientOptions(url, "/", Map.of(), List.of(), Acks.EACH, 0, 0);
  }

  /** With one more entry of the CONNECT payload. */
  public ClientOptions auth(String key, String value) {
    Map<String, String> more = new HashMap<>(auth);
    more.put(key, value);
    return new ClientOptions(
        url, namespace, Map.copyOf(more), transports, acks, retries, ackTimeoutMs);
  }

  /** The JavaScript client reads its token from this file before each attempt to connect. */
  public ClientOptions tokenFile(Path file) {
    return auth("tokenFile", file.toString());
  }

  public ClientOptions namespace(String other) {
    return new ClientOptions(url, other, auth, transports, acks, retries, ackTimeoutMs);
  }

  /** Over these transports only: {@code polling}, {@code websocket}. */
  public ClientOptions over(String... names) {
    return new ClientOptions(url, namespace, auth, List.of(names), acks, retries, ackTimeoutMs);
  }

  public ClientOptions acking(Acks how) {
    return new ClientOptions(url, namespace, auth, transports, how, retries, ackTimeoutMs);
  }

  /** With the JavaScript client's own resending of what was not confirmed. */
  public ClientOptions retrying(int times, int afterMs) {
    return new ClientOptions(url, namespace, auth, transports, acks, times, afterMs);
  }
}
