package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Audience;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.EmitMarks;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.queue.Origin;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The events by which the back-ends of a namespace see its sessions come and go, as records for the
 * log. The session's client is their publisher, so that they keep their place among what the client
 * emits. Any thread.
 */
final class SessionEvents {
  private static final Bytes NO_OBJECT = Bytes.utf8("{}");

  private final ClientKey client;
  private final String sid;
  private final Backends backends;

  /** Of one session. */
  SessionEvents(ClientKey client, String sid, Backends backends) {
    this.client = client;
    this.sid = sid;
    this.backends = backends;
  }

  /**
   * What a back-end is told of who connects, besides who it is.
   *
   * @param auth the payload of the CONNECT packet: an object, or empty
   * @param handshake as {@link HandshakeJson} writes it
   */
  record Credentials(Bytes auth, Bytes handshake) {}

  /**
   * {@code ["$connection",{"sid","clientId"?,"recovered","auth":{},"handshake":{}}]}, after a
   * record for each back-end that lets it have a queue: the namespace may be one that nobody has
   * used before.
   */
  List<LogRecord> connected(long timeMs, boolean recovered, Credentials credentials) {
    List<LogRecord> records = new ArrayList<>(declared(client.namespace(), backends));
    StringBuilder head = who("$connection").append(",\"recovered\":").append(recovered);
    records.add(emit(timeMs, withCredentials(head, credentials)));
    return records;
  }

  /** {@code ["$disconnect",{"sid","clientId"?,"reason","rooms":[…]}]}. */
  LogRecord disconnected(long timeMs, EndReason reason, List<String> rooms) {
    StringBuilder body = who("$disconnect");
    Json.quote(body.append(",\"reason\":"), reason.label());
    Json.quoteAll(body.append(",\"rooms\":"), rooms).append('}');
    return emit(timeMs, Bytes.utf8(body.toString()));
  }

  /**
   * {@code "$authorize",{"sid","clientId"?,"auth":{},"handshake":{}}}: the body of the question.
   */
  Bytes question(Credentials credentials) {
    return withCredentials(who("$authorize"), credentials);
  }

  private StringBuilder who(String event) {
    StringBuilder out = new StringBuilder(200);
    return Json.session(Json.quote(out, event).append(",{"), sid, client);
  }

  /** The payload stands in it as the client sent it: it was validated when it was read. */
  private static Bytes withCredentials(StringBuilder head, Credentials credentials) {
    Bytes auth = credentials.auth().isEmpty() ? NO_OBJECT : credentials.auth();
    Bytes before = Bytes.utf8(head.append(",\"auth\":").toString());
    Bytes between = Bytes.utf8(",\"handshake\":");
    Bytes handshake = credentials.handshake();
    byte[] body =
        new byte[before.length() + auth.length() + between.length() + handshake.length() + 1];
    int at = auth.copyTo(body, before.copyTo(body, 0));
    at = handshake.copyTo(body, between.copyTo(body, at));
    body[at] = '}';
    return Bytes.of(body);
  }

  private LogRecord emit(long timeMs, Bytes body) {
    List<StreamName> inboxes =
        backends.clientIds().stream()
            .map(clientId -> StreamName.inbox(client.namespace(), clientId))
            .toList();
    return new LogRecord.Emit(
        client,
        timeMs,
        Audience.to(inboxes),
        EmitMarks.NONE.withOrigin(new Origin(sid, false)),
        Content.of(body));
  }

  /** Lets each back-end of a namespace have a queue. */
  static List<LogRecord> declared(String namespace, Backends backends) {
    return backends.clientIds().stream()
        .<LogRecord>map(clientId -> new LogRecord.Declare(new ClientKey(namespace, clientId)))
        .toList();
  }
}
