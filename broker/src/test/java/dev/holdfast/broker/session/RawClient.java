package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client that speaks the wire frame by frame over a real WebSocket: what it sends and gets are
 * the Engine.IO messages as the protocol writes them. Answers no ping by itself unless told to.
 */
public final class RawClient implements AutoCloseable {
  public static final String CLOSED = "(closed)";
  private static final long PATIENCE_SECONDS = 10;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private final String engineSid;
  private volatile boolean answersPings;

  private RawClient(int port) {
    URI uri = URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket");
    this.socket = HTTP.newWebSocketBuilder().buildAsync(uri, new Listener()).join();
    String handshake = next();
    assertThat(handshake).startsWith("0{");
    engineSid = handshake.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  /** The Engine.IO session's id. */
  String engineSid() {
    return engineSid;
  }

  /** An Engine.IO session that has joined no namespace. */
  public static RawClient open(int port) {
    return new RawClient(port);
  }

  /** Joins the default namespace; the answer is taken and must be positive. */
  public static RawClient connect(int port, String auth) {
    RawClient client = open(port);
    client.send("40" + auth);
    assertThat(client.next()).startsWith("40{\"sid\":");
    return client;
  }

  /** From now on pings are answered, also those that came already, and are not handed out. */
  public void answerPings() {
    answersPings = true;
    if (received.remove("2")) {
      send("3");
    }
  }

  /** One message at a time: the socket takes no second one before the first is sent. */
  public synchronized RawClient send(String message) {
    socket.sendText(message, true).join();
    return this;
  }

  public RawClient sendBinary(byte[] data) {
    // The broker may have closed the socket over what was sent before: next() tells.
    socket.sendBinary(ByteBuffer.wrap(data), true).handle((sent, failure) -> sent).join();
    return this;
  }

  /** The next message; binary ones as {@code b:} and their bytes in hexadecimal. */
  public String next() {
    try {
      String message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(message).as("a message within %s s", PATIENCE_SECONDS).isNotNull();
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** True when this message has come and was not taken yet. */
  boolean hasReceived(String message) {
    return received.contains(message);
  }

  /** The next message that is no ping. */
  public String nextBesidesPings() {
    String message = next();
    return message.equals("2") ? nextBesidesPings() : message;
  }

  /** Sends and takes the one message that answers. */
  public String ask(String message) {
    return send(message).nextBesidesPings();
  }

  /**
   * All that comes before the answer to a question whose answer only comes after everything else.
   */
  public List<String> untilNow() {
    List<String> messages = new ArrayList<>();
    send("42999[\"$rooms\"]");
    for (String message = next(); !message.startsWith("43999["); message = next()) {
      messages.add(message);
    }
    return messages;
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last && answersPings && text.toString().equals("2")) {
        send("3");
      } else if (last) {
        received.add(text.toString());
      }
      if (last) {
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
      StringBuilder hex = new StringBuilder("b:");
      while (data.hasRemaining()) {
        hex.append(String.format("%02x", data.get()));
      }
      received.add(hex.toString());
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
      received.add(CLOSED);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      received.add(CLOSED);
    }
  }
}
