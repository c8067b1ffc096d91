package dev.holdfast.broker.transport;

import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.BodyReader;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.PacketType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The half of long-polling that brings packets: one POST at a time, which is answered when all its
 * packets were taken. Owner thread of all fields: the session's lane.
 */
final class PollingPosts {
  private static final Bytes OK = Bytes.utf8("ok");

  private final EngineLane lane;
  private final Consumer<EnginePacket> packets;
  private final Consumer<CloseReason> failed;

  private @Nullable Exchange post;

  /** The body of {@link #post} once it is complete. */
  private @Nullable BodyReader body;

  /** The pongs in {@link #body} were taken already. */
  private boolean overtaken;

  /** The stamp of the last POST; empty where the client gives none. */
  private String stamp = "";

  /** The last POST that was read whole, and the hash of what it held. */
  private @Nullable Exchange last;

  private int lastHash;
  private boolean reading;
  private boolean keptOpen;
  private boolean paused;
  private boolean closed;

  /**
   * Takes no POST yet.
   *
   * @param packets gets what the POSTs bring
   * @param failed told when the session cannot go on
   */
  PollingPosts(EngineLane lane, Consumer<EnginePacket> packets, Consumer<CloseReason> failed) {
    this.lane = lane;
    this.packets = packets;
    this.failed = failed;
  }

  /** The client begins to send packets; {@link #onBody} or {@link #onTooLong} follows. */
  void begin(Exchange exchange) {
    lane.assertOwner();
    boolean octets =
        "application/octet-stream".equals(exchange.request().getHeader("Content-Type"));
    if (post != null || octets || exchange.hasStamp(stamp)) {
      failed.accept(CloseReason.TRANSPORT_ERROR);
      var unused = exchange.answer(400, null, Bytes.EMPTY);
    } else {
      post = exchange;
      stamp = exchange.stamp();
      exchange.onAbort(lane, () -> aborted(exchange));
    }
  }

  /** The whole body of a POST is here. */
  void onBody(Exchange exchange, Bytes data) {
    lane.assertOwner();
    if (post != exchange) {
      return;
    }
    int hash = data.hashCode();
    if (isRepeated(exchange, hash)) {
      failed.accept(CloseReason.TRANSPORT_ERROR);
    } else {
      last = exchange;
      lastHash = hash;
      body = new BodyReader(data);
      overtaken = false;
      read();
    }
  }

  /** The body of a POST was too long; it is answered so. */
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

  /** Whether packets of a POST are being delivered right now. */
  boolean reading() {
    return reading;
  }

  /** Leaves the POST that is being read unanswered until {@link #finish()}. */
  void keepOpen() {
    keptOpen = true;
  }

  /** Answers the POST that was kept open. */
  void finish() {
    keptOpen = false;
    accept();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    read();
  }

  /** Takes no more; a POST that was not read is cut, one in the middle of it answered there. */
  void close() {
    closed = true;
    if (post != null && !reading) {
      post.abort();
      forget();
    }
  }

  /** Without a stamp: as a library sends a POST again when the connection of its answer broke. */
  private boolean isRepeated(Exchange exchange, int hash) {
    return exchange.mayComeAgain() && hash == lastHash && lastConnectionClosed();
  }

  /** Whether the connection of the last POST is gone: its answer may be lost. */
  boolean lastConnectionClosed() {
    return last != null && last.connectionClosed();
  }

  /** Delivers packets of the POST; it is answered when it is through, or the session ended. */
  private void read() {
    BodyReader all = body;
    if (reading || all == null) {
      return;
    }
    reading = true;
    do {
      deliver(all);
      overtake(all);
    } while (mayDeliver(all));
    reading = false;
    if (!keptOpen && (closed || !all.hasNext())) {
      accept();
    }
  }

  private boolean mayDeliver(BodyReader all) {
    return !closed && !paused && all.hasNext();
  }

  private void deliver(BodyReader all) {
    while (mayDeliver(all)) {
      try {
        EnginePacket packet = all.next();
        if (!overtaken || packet.type() != PacketType.PONG) {
          packets.accept(packet);
        }
      } catch (EngineCodecException malformed) {
        failed.accept(CloseReason.PARSE_ERROR);
      }
    }
  }

  /**
   * Pongs overtake: reading may be paused because of what waits for just this pong. The others stay
   * in the body they came in: packets may be many times as long as their bytes.
   */
  private void overtake(BodyReader all) {
    if (overtaken || closed || !all.hasNext()) {
      return;
    }
    overtaken = true;
    BodyReader ahead = all.copy();
    while (!closed && ahead.hasNext()) {
      try {
        EnginePacket packet = ahead.next();
        if (packet.type() == PacketType.PONG) {
          packets.accept(packet);
        }
      } catch (EngineCodecException malformed) {
        failed.accept(CloseReason.PARSE_ERROR);
      }
    }
  }

  private void accept() {
    Exchange done = post;
    forget();
    if (done != null) {
      var unused = done.succeed(Exchange.HTML, OK);
    }
  }

  private void aborted(Exchange exchange) {
    if (exchange == post) {
      forget();
      failed.accept(CloseReason.TRANSPORT_ERROR);
    }
  }

  private void forget() {
    post = null;
    body = null;
  }
}
