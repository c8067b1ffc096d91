package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.BodyReader;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineWriter;
import dev.holdfast.protocol.engineio.PacketType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling: at most one GET waits for packets and at most one POST brings some. A second
 * one of a kind means that the client's order is lost, so it ends the session.
 *
 * <p>So does one that comes again. HTTP libraries repeat a request by themselves when its
 * connection breaks: the packets in the lost answer to a GET would be missing in the middle of a
 * session that goes on, and those of a POST would be taken twice.
 *
 * <p>Owner thread of all fields: the session's lane.
 */
final class PollingTransport implements Transport {
  /** Its name in the {@code transport} query parameter. */
  static final String NAME = "polling";

  private static final Bytes OK = Bytes.utf8("ok");

  /**
   * How long the POST of a client's goodbye stays open for a GET that was sent before or with it
   * and takes longer, on another connection or another event loop.
   */
  private static final int PARTING_MS = 100;

  private final Lane lane;
  private final Listener listener;

  private @Nullable Exchange get;
  private @Nullable Exchange post;

  /** The body of {@link #post} once it is complete. */
  private @Nullable BodyReader body;

  /** The stamps of the last GET and the last POST; empty where the client gives none. */
  private String getStamp = "";

  private String postStamp = "";
  private boolean reading;
  private boolean paused;
  private boolean closed;

  /** The client said goodbye and no GET was waiting; its POST is not answered yet. */
  private boolean parting;

  private long partingTimer = Lane.NO_TIMER;

  /** What the next GET still gets after an orderly close; null when there is nothing. */
  private @Nullable List<EnginePacket> farewell;

  PollingTransport(Lane lane, Listener listener) {
    this.lane = lane;
    this.listener = listener;
  }

  @Override
  public List<String> upgrades() {
    return List.of(WebSocketTransport.NAME);
  }

  @Override
  public boolean ready() {
    return get != null && !closed;
  }

  @Override
  public int mostPackets() {
    return get == null ? Integer.MAX_VALUE : PythonClient.mostPackets(get.request());
  }

  @Override
  public void send(List<EnginePacket> packets, int bytes) {
    Exchange waiting = get;
    if (waiting == null) {
      throw new IllegalStateException("no GET is waiting");
    }
    get = null;
    answer(waiting, packets)
        .onComplete(
            written ->
                lane.run(
                    () -> {
                      if (written.succeeded()) {
                        listener.onSent(bytes);
                      } else if (bytes > 0) {
                        // Also when the session has moved on to a WebSocket: a pong that comes
                        // there would acknowledge what was lost here.
                        listener.onTransportClosed(CloseReason.TRANSPORT_ERROR);
                      } else {
                        fail(CloseReason.TRANSPORT_ERROR);
                      }
                    }));
  }

  /** The client asks for packets. */
  void onGet(Exchange exchange) {
    lane.assertOwner();
    if (farewell != null) {
      var unused = answer(exchange, farewell);
      leave();
    } else if (closed) {
      exchange.refuse(EngineError.UNKNOWN_SID);
    } else if (get != null || isRepeated(exchange, getStamp)) {
      fail(CloseReason.TRANSPORT_ERROR);
      var unused = exchange.answer(400, null, Bytes.EMPTY);
    } else {
      get = exchange;
      getStamp = stampOf(exchange);
      exchange.onAbort(lane, () -> aborted(exchange));
      listener.onReady();
    }
  }

  /** The client begins to send packets; {@link #onBody} or {@link #onTooLong} follows. */
  void onPost(Exchange exchange) {
    lane.assertOwner();
    boolean octets =
        "application/octet-stream".equals(exchange.request().getHeader("Content-Type"));
    if (post != null || octets || isRepeated(exchange, postStamp)) {
      fail(CloseReason.TRANSPORT_ERROR);
      var unused = exchange.answer(400, null, Bytes.EMPTY);
    } else {
      post = exchange;
      postStamp = stampOf(exchange);
      exchange.onAbort(lane, () -> aborted(exchange));
    }
  }

  /** The whole body of a POST is here. */
  void onBody(Exchange exchange, Bytes data) {
    lane.assertOwner();
    if (post == exchange) {
      body = new BodyReader(data);
      read();
    }
  }

  /** The body of a POST was too long and has been answered so. */
  void onTooLong(Exchange exchange) {
    lane.assertOwner();
    if (post == exchange) {
      post = null;
    }
  }

  /** Whether a POST has begun and is not answered yet. */
  boolean receiving() {
    return post != null;
  }

  /** Ends a waiting GET without news, so that the client can move to another transport. */
  void poke() {
    if (ready()) {
      send(List.of(EnginePacket.of(PacketType.NOOP)), 0);
    }
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    read();
  }

  @Override
  public boolean close(CloseReason reason, List<EnginePacket> last) {
    lane.assertOwner();
    closed = true;
    dropUnreadPost();
    return switch (reason) {
      case TRANSPORT_CLOSE -> part(List.of(EnginePacket.of(PacketType.NOOP)));
      case FORCED_CLOSE, SERVER_SHUTTING_DOWN -> bidFarewell(withClose(last));
      default -> end(withClose(List.of()));
    };
  }

  /** The session goes on over a WebSocket. */
  void discard() {
    lane.assertOwner();
    closed = true;
    dropUnreadPost();
    end(List.of(EnginePacket.of(PacketType.NOOP)));
  }

  private boolean end(List<EnginePacket> packets) {
    if (get != null) {
      var unused = answer(get, packets);
      get = null;
    }
    return true;
  }

  private boolean bidFarewell(List<EnginePacket> packets) {
    if (get == null) {
      farewell = packets;
      return false;
    }
    return end(packets);
  }

  /** The client has closed the session, by a POST that is being read. */
  private boolean part(List<EnginePacket> packets) {
    if (get == null && reading) {
      parting = true;
      partingTimer = lane.after(PARTING_MS, this::leave);
    }
    return parting ? bidFarewell(packets) : end(packets);
  }

  /** The farewell was taken, or nobody came for it in time. */
  private void leave() {
    farewell = null;
    lane.cancel(partingTimer);
    listener.onFarewell();
    if (parting) {
      parting = false;
      accept();
    }
  }

  /** Delivers packets of the POST until it is through, reading is paused, or the session ended. */
  private void read() {
    if (reading || body == null) {
      return;
    }
    reading = true;
    while (!paused && !closed && body.hasNext()) {
      try {
        listener.onPacket(body.next());
      } catch (EngineCodecException malformed) {
        fail(CloseReason.PARSE_ERROR);
      }
    }
    reading = false;
    if (!parting && (closed || !body.hasNext())) {
      accept();
    }
  }

  private void accept() {
    Exchange done = post;
    post = null;
    body = null;
    if (done != null) {
      var unused = done.succeed(Exchange.HTML, OK);
    }
  }

  /** A POST in the middle of {@link #read()} is answered there. */
  private void dropUnreadPost() {
    if (post != null && !reading) {
      post.abort();
      post = null;
      body = null;
    }
  }

  private static boolean isRepeated(Exchange exchange, String lastStamp) {
    return !lastStamp.isEmpty() && lastStamp.equals(stampOf(exchange));
  }

  private static String stampOf(Exchange exchange) {
    return EngineQuery.of(exchange.request()).stamp();
  }

  private void aborted(Exchange exchange) {
    if (exchange == get || exchange == post) {
      get = exchange == get ? null : get;
      post = exchange == post ? null : post;
      body = null;
      fail(CloseReason.TRANSPORT_ERROR);
    }
  }

  private void fail(CloseReason reason) {
    if (!closed) {
      listener.onTransportClosed(reason);
    }
  }

  private static List<EnginePacket> withClose(List<EnginePacket> packets) {
    List<EnginePacket> all = new ArrayList<>(packets);
    all.add(EnginePacket.of(PacketType.CLOSE));
    return all;
  }

  private static Future<Void> answer(Exchange exchange, List<EnginePacket> packets) {
    return exchange.succeed(Exchange.PACKETS, EngineWriter.body(packets));
  }
}
