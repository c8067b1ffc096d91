package dev.holdfast.broker.session;

import dev.holdfast.broker.transport.Handshake;
import dev.holdfast.protocol.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What back-ends are told of the HTTP request that opened a connection, as Socket.IO's {@code
 * socket.handshake}: {@code {"address","time","url","secure","headers":{},"query":{}}}. Kept as
 * bytes, the least it can take for as long as the connection stands.
 */
final class HandshakeJson {
  private HandshakeJson() {}

  /**
   * Writes it.
   *
   * @param timeMs when the connection was opened, milliseconds since 1970
   */
  static Bytes of(Handshake handshake, long timeMs) {
    return of(handshake, timeMs, Set.of());
  }

  /**
   * The same without some headers.
   *
   * @param hidden their names, in lower case
   */
  static Bytes of(Handshake handshake, long timeMs, Set<String> hidden) {
    StringBuilder out = new StringBuilder(1000);
    Json.quote(out.append("{\"address\":"), handshake.remoteAddress());
    out.append(",\"time\":").append(timeMs);
    Json.quote(out.append(",\"url\":"), handshake.url());
    out.append(",\"secure\":").append(handshake.secure());
    Map<String, List<String>> headers = new LinkedHashMap<>(handshake.headers());
    headers.keySet().removeAll(hidden);
    object(out.append(",\"headers\":"), headers, HandshakeJson::header);
    object(out.append(",\"query\":"), handshake.query(), HandshakeJson::parameter);
    return Bytes.utf8(out.append('}').toString());
  }

  private static void object(
      StringBuilder out,
      Map<String, List<String>> entries,
      BiConsumer<StringBuilder, List<String>> value) {
    char before = '{';
    for (Map.Entry<String, List<String>> entry : entries.entrySet()) {
      Json.quote(out.append(before), entry.getKey()).append(':');
      value.accept(out, entry.getValue());
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  /** A header that was repeated means the same as one with its values joined (RFC 9110, 5.3). */
  private static void header(StringBuilder out, List<String> values) {
    Json.quote(out, String.join(", ", values));
  }

  private static void parameter(StringBuilder out, List<String> values) {
    if (values.size() == 1) {
      Json.quote(out, values.get(0));
    } else {
      Json.quoteAll(out, values);
    }
  }
}
