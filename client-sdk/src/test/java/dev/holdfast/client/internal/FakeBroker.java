package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Plays the broker's side of the wire, frame by frame, as a test scripts it. */
final class FakeBroker implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  private final HttpServer server;

  FakeBroker() {
    server =
        vertx
            .createHttpServer()
            .webSocketHandler(socket -> peers.add(new Peer(socket)))
            .listen(0, "127.0.0.1")
            .await();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** The next connection. */
  Peer accept() throws InterruptedException {
    Peer peer = peers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(peer).as("a connection").isNotNull();
    return peer;
  }

  /** The next connection, with its namespace joined. */
  Peer acceptAndJoin(String holdfast) throws InterruptedException {
    Peer peer = accept();
    peer.handshake(25_000, 20_000);
    peer.answerConnect(holdfast);
    return peer;
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /** One connection, as the broker sees it. */
  static final class Peer {
    private final ServerWebSocket socket;
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

    Peer(ServerWebSocket socket) {
      this.socket = socket;
      socket.textMessageHandler(frames::add);
      socket.binaryMessageHandler(data -> frames.add("binary:" + data));
      socket.closeHandler(nothing -> frames.add("closed"));
    }

    String uri() {
      return socket.uri();
    }

    void send(String frame) {
      socket.writeTextMessage(frame).await();
    }

    void sendBinary(String data) {
      socket.writeBinaryMessage(Buffer.buffer(data)).await();
    }

    /** Cuts the connection without a word. */
    void cut() {
      socket.close().await();
    }

    void handshake(int pingIntervalMs, int pingTimeoutMs) {
      send(
          String.format(
              "0{\"sid\":\"e\",\"upgrades\":[],\"pingInterval\":%d,\"pingTimeout\":%d,"
                  + "\"maxPayload\":1000}",
              pingIntervalMs, pingTimeoutMs));
    }

    /** Answers the CONNECT; returns it. */
    String answerConnect(String holdfast) throws InterruptedException {
      String connect = next();
      assertThat(connect).startsWith("40");
      send("40{\"sid\":\"s\",\"holdfast\":" + holdfast + "}");
      return connect;
    }

    /** The next frame that the client sent. */
    String next() throws InterruptedException {
      String frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(frame).as("a frame").isNotNull();
      return frame;
    }

    /** Asserts that the next frame is this event, whatever its ack id; returns the ack id. */
    long expectCall(String array) throws InterruptedException {
      String frame = next();
      assertThat(frame).startsWith("42").endsWith(array);
      String id = frame.substring(2, frame.length() - array.length());
      assertThat(id).as("ack id of %s", frame).matches("[0-9]+");
      return Long.parseLong(id);
    }

    void answer(long ackId, String json) {
      send("43" + ackId + "[" + json + "]");
    }

    /** Delivers an event with these elements, a comma, and the headers of a durable one. */
    void deliverEvent(String elements, String headers) {
      send("42[" + elements + ",{" + headers + ",\"t\":1}]");
    }

    /** Takes the next acknowledgement and receipts it. */
    void receipt(String content) throws InterruptedException {
      answer(expectCall("[\"$ack\"," + content + "]"), "{}");
    }

    void deliver(String name, String position) {
      send(delivery(name, position));
    }

    /** Delivers to a client that may hang up before it is sent. */
    void deliverUnlessClosed(String name, String position) {
      socket.writeTextMessage(delivery(name, position)).otherwiseEmpty().await();
    }

    private static String delivery(String name, String position) {
      return "42[\"" + name + "\",{\"p\":\"" + position + "\",\"t\":1}]";
    }
  }
}
