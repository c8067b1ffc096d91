package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.broker.transport.FrameSink;
import dev.holdfast.broker.transport.WithoutSocket;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A client of a {@link SessionRig}, packet by packet, as Socket.IO writes them. It is also its own
 * connection, which takes something or not.
 */
final class FrameClient extends WithoutSocket {
  private final SessionRig rig;
  private final Deque<String> frames = new ArrayDeque<>();
  private final EngineHandler handler;

  /** So many packets more it takes before it stalls. */
  private int room = Integer.MAX_VALUE;

  /** Of a connection that has joined no namespace. */
  FrameClient(SessionRig rig, SocketServer server) {
    this.rig = rig;
    this.handler = server.open(this, FrameSink.handshake());
  }

  /** Joins {@code /}. */
  FrameClient connect(String auth) {
    send("0" + auth);
    assertThat(next()).startsWith("0{\"sid\":");
    return this;
  }

  void send(String packet) {
    handler.onText(Bytes.utf8(packet));
  }

  /** Sends and takes the answer, which begins like this, from among all that comes. */
  String ask(String packet, String answer) {
    send(packet);
    rig.until(answer, () -> frames.stream().anyMatch(frame -> frame.startsWith(answer)));
    String found = frames.stream().filter(f -> f.startsWith(answer)).findFirst().orElseThrow();
    frames.remove(found);
    return found;
  }

  /** The next packet, which may have come already. */
  String next() {
    rig.until("a packet comes", () -> !frames.isEmpty());
    return frames.remove();
  }

  /** The packets that have come and were not taken yet. */
  List<String> come() {
    List<String> come = new ArrayList<>(frames);
    frames.clear();
    return come;
  }

  /** After so many packets the client reads no more: then it is sent nothing but answers. */
  FrameClient stallAfter(int packets) {
    room = packets;
    return this;
  }

  /** It reads again. */
  void readOn() {
    room = Integer.MAX_VALUE;
    handler.onWritable();
    rig.settle();
  }

  /** A ping goes out, and is answered. */
  void pong() {
    handler.onPing();
    handler.onPong();
    rig.settle();
  }

  /** The connection is lost. */
  void lose() {
    handler.onClose(CloseReason.TRANSPORT_CLOSE);
    rig.settle();
  }

  // --- as its session sees it ---

  @Override
  public void sendText(Bytes utf8) {
    frames.add(utf8.toString());
    room--;
  }

  @Override
  public void sendBinary(Bytes data) {
    throw new IllegalStateException("nobody has emitted anything binary");
  }

  @Override
  public boolean writable() {
    return room > 0;
  }
}
