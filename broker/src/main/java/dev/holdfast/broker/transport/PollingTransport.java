package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineWriter;
import dev.holdfast.protocol.engineio.PacketType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling: at most one GET waits for packets and at most one POST brings some. A second
 * one of a kind means that the client's order is lost, so it ends the session.
 *
 * <p>So does one that comes again. HTTP libraries repeat a request by themselves when its
 * connection breaks: the packets in the lost answer to a GET would be missing in the middle of a
 * session that goes on, and those of a POST would be taken twice. A repetition shows
 *
 * <ul>
 *   <li>by the stamp {@code t}, where the client sends one;
 *   <li>else by a reset of the connection on which packets were answered a short while ago;
 *   <li>else, where the client's library is known to repeat, by the missing pong to the ping that
 *       goes with each answer ({@link #needsProof()}), and by a POST with the same body whose
 *       predecessor's connection is gone.
 * </ul>
 *
 * <p>Owner thread of all fields: the session's lane.
 */
final class PollingTransport implements Transport {
  /** Its name in the {@code transport} query parameter. */
  static final String NAME = "polling";

  /**
   * A reset this long after an answer has nothing to do with it: an idle connection was dropped.
   */
  private static final long ANSWER_IN_FLIGHT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * How long the POST of a client's goodbye stays open for a GET that was sent before or with it
   * and takes longer, on another connection or another event loop.
   */
  private static final int PARTING_MS = 100;

  private static final List<EnginePacket> NO_NEWS = List.of(EnginePacket.of(PacketType.NOOP));

  private final EngineLane lane;
  private final Listener listener;
  private final PollingPosts posts;

  private @Nullable Exchange get;

  /** The stamp of the last GET; empty where the client gives none. */
  private String stamp = "";

  /** Whether the client's library may repeat a GET unnoticed: its last one tells. */
  private boolean proves;

  /** Whether the client stays away for ever after a close packet: its next GET tells it as well. */
  private boolean lostByClose;

  private boolean closed;

  /** A WebSocket of this session has been told that it may take over. */
  private boolean probed;

  /** The GET that waits came after that. */
  private boolean late;

  /** The client said goodbye and no GET was waiting; its POST is not answered yet. */
  private boolean parting;

  private long partingTimer = EngineLane.NO_TIMER;

  /** What the next GET still gets after an orderly close; null when there is nothing. */
  private @Nullable List<EnginePacket> farewell;

  PollingTransport(EngineLane lane, Listener listener) {
    this.lane = lane;
    this.listener = listener;
    this.posts = new PollingPosts(lane, listener::onPacket, this::fail);
  }

  /** Takes the requests that bring packets. */
  PollingPosts posts() {
    return posts;
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
  public boolean needsProof() {
    return proves;
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
    if (bytes > 0 && waiting.stamp().isEmpty()) {
      long now = System.nanoTime();
      waiting.onReset(lane, () -> answerReset(now));
    }
    answer(waiting, packets)
        .onComplete(written -> lane.run(() -> answered(written.succeeded(), bytes)));
  }

  private void answered(boolean written, int bytes) {
    if (written) {
      listener.onSent(bytes);
    } else if (bytes > 0) {
      answerLost();
    } else {
      fail(CloseReason.TRANSPORT_ERROR);
    }
  }

  private void answerReset(long answeredNanos) {
    if (System.nanoTime() - answeredNanos < ANSWER_IN_FLIGHT_NANOS) {
      answerLost();
    }
  }

  /**
   * Also when the session has moved on to a WebSocket: a pong that comes there would acknowledge
   * what was lost here.
   */
  private void answerLost() {
    listener.onTransportClosed(CloseReason.TRANSPORT_ERROR);
  }

  /** The client asks for packets. */
  void onGet(Exchange exchange) {
    lane.assertOwner();
    if (farewell != null) {
      handOver(exchange, farewell);
    } else if (closed) {
      exchange.refuse(EngineError.UNKNOWN_SID);
    } else if (get != null || exchange.hasStamp(stamp)) {
      fail(CloseReason.TRANSPORT_ERROR);
      var unused = exchange.answer(400, null, Bytes.EMPTY);
    } else {
      get = exchange;
      proves = exchange.mayComeAgain();
      lostByClose = PythonClient.isLostByClose(exchange.request());
      late = probed;
      stamp = exchange.stamp();
      exchange.onAbort(lane, () -> aborted(exchange));
      listener.onReady();
    }
  }

  /** Of what is left some clients take only so much at a time. */
  private void handOver(Exchange exchange, List<EnginePacket> left) {
    int taken = Math.min(left.size(), PythonClient.mostPackets(exchange.request()));
    var unused = answer(exchange, left.subList(0, taken));
    if (taken < left.size()) {
      farewell = left.subList(taken, left.size());
    } else {
      leave();
    }
  }

  /** Ends a waiting GET without news, so that the client can move to another transport. */
  void poke() {
    if (ready()) {
      send(NO_NEWS, 0);
    }
  }

  @Override
  public void pauseReading() {
    posts.pause();
  }

  @Override
  public void resumeReading() {
    posts.resume();
  }

  /**
   * Whoever is to come back, with another credential or later, gets no close packet: some clients
   * stay away for ever after one. Its next GET finds no session; before that, when the broker
   * stops, what it has not fetched yet.
   */
  @Override
  public boolean close(CloseReason reason, List<EnginePacket> last) {
    lane.assertOwner();
    closed = true;
    posts.close();
    return switch (reason) {
      case TRANSPORT_CLOSE -> part(NO_NEWS);
      case FORCED_CLOSE -> bidFarewell(withClose(last));
      case SERVER_SHUTTING_DOWN -> last.isEmpty() ? end(NO_NEWS) : bidFarewell(last);
      case CREDENTIAL_ENDED, TRY_AGAIN -> end(last.isEmpty() ? NO_NEWS : last);
      default -> end(withClose(List.of()));
    };
  }

  /** Whether a WebSocket is about to take over. */
  void probed(boolean nowProbed) {
    probed = nowProbed;
  }

  /**
   * The session goes on over a WebSocket. A client ends its polling before it says so: a GET that
   * waits all the same and came late has only overtaken that, and is answered as one after it.
   */
  void discard() {
    lane.assertOwner();
    closed = true;
    posts.close();
    if (get != null && late) {
      get.refuse(EngineError.BAD_REQUEST);
      get = null;
    } else {
      end(NO_NEWS);
    }
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
    if (get == null && posts.reading()) {
      parting = true;
      posts.keepOpen();
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
      posts.finish();
    }
  }

  private void aborted(Exchange exchange) {
    if (exchange == get) {
      get = null;
      fail(CloseReason.TRANSPORT_ERROR);
    }
  }

  private void fail(CloseReason reason) {
    if (!closed) {
      listener.onTransportClosed(reason);
    }
  }

  private List<EnginePacket> withClose(List<EnginePacket> packets) {
    if (lostByClose) {
      return packets.isEmpty() ? NO_NEWS : packets;
    }
    List<EnginePacket> all = new ArrayList<>(packets);
    all.add(EnginePacket.of(PacketType.CLOSE));
    return all;
  }

  private static Future<Void> answer(Exchange exchange, List<EnginePacket> packets) {
    return exchange.packets(EngineWriter.body(packets));
  }
}
