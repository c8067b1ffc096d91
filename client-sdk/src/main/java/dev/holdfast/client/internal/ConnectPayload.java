package dev.holdfast.client.internal;

import dev.holdfast.protocol.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client says of itself when it connects. */
final class ConnectPayload {
  private ConnectPayload() {}

  /** The object of the CONNECT packet. */
  static Bytes of(Settings settings, @Nullable String token) {
    Map<String, String> auth = new LinkedHashMap<>();
    putUnlessNull(auth, "clientId", settings.endpoint().clientId());
    putUnlessNull(auth, "token", token);
    if (settings.endpoint().shared()) {
      auth.put("shared", "true");
    }
    putUnlessNull(auth, "order", settings.ordering().strict() ? "strict" : null);
    putUnlessNull(auth, "from", settings.ordering().from());
    auth.put("ack", "batch");
    auth.put("window", Integer.toString(settings.limits().window()));
    return Bytes.of(Json.write(auth));
  }

  private static void putUnlessNull(Map<String, String> to, String key, @Nullable String value) {
    if (value != null) {
      to.put(key, value);
    }
  }
}
