package dev.holdfast.broker.admin;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of the admin port. Operators and their tools are few; strangers may be as
 * many as they like. So whoever has shown no credential gets few places and a short time, and gives
 * his up to who comes after him: an operator's connection is a stranger's only until its first
 * request has come. Any thread.
 */
final class AdminConnections {
  /** More are not open at once. */
  static final int MAX = 100;

  /** So many of these are of strangers. */
  private static final int MAX_STRANGERS = 50;

  private static final int MAX_STRANGERS_PER_ADDRESS = 20;

  /** How long a connection may be a stranger's, whatever it asks for. */
  private static final int STRANGER_MS = 5_000;

  private final Vertx vertx;

  /** The eldest first. Guarded by this. */
  private final Map<HttpConnection, Stranger> strangers = new LinkedHashMap<>();

  /** Guarded by this. */
  private int open;

  private record Stranger(String address, long timer) {}

  AdminConnections(Vertx vertx) {
    this.vertx = vertx;
  }

  /** One is there. */
  synchronized void opened(HttpConnection connection) {
    connection.closeHandler(closed -> closed(connection));
    open++;
    String address = String.valueOf(connection.remoteAddress().hostAddress());
    long timer = vertx.setTimer(STRANGER_MS, id -> cut(connection));
    strangers.put(connection, new Stranger(address, timer));
    if (strangersOf(address) > MAX_STRANGERS_PER_ADDRESS) {
      cut(eldest(address));
    } else if (strangers.size() > MAX_STRANGERS || open > MAX) {
      cut(eldest(null));
    }
  }

  /** It is an operator's, who has shown who he is where that is asked for. */
  synchronized void known(HttpConnection connection) {
    Stranger stranger = strangers.remove(connection);
    if (stranger != null) {
      vertx.cancelTimer(stranger.timer());
    }
  }

  private synchronized void closed(HttpConnection connection) {
    open--;
    known(connection);
  }

  private long strangersOf(String address) {
    return strangers.values().stream().filter(each -> each.address().equals(address)).count();
  }

  /** Of an address, or of all. */
  private HttpConnection eldest(@Nullable String address) {
    Iterator<Map.Entry<HttpConnection, Stranger>> all = strangers.entrySet().iterator();
    Map.Entry<HttpConnection, Stranger> next = all.next();
    while (address != null && !next.getValue().address().equals(address)) {
      next = all.next();
    }
    return next.getKey();
  }

  private synchronized void cut(HttpConnection connection) {
    if (strangers.containsKey(connection)) {
      known(connection);
      var unused = connection.close();
    }
  }
}
