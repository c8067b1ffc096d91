package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.HttpSocket.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that are sent before the ones before them are answered. */
class PipelinedRequestsTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final int FILE_BYTES = 300_000;

  /** More than what the buffers of both sockets take. */
  private static final int MOST_UNREAD_BYTES = 32 << 20;

  private final Buffer file = Buffer.buffer(new byte[FILE_BYTES]);
  private final AtomicInteger served = new AtomicInteger();
  private final EchoServer server =
      new EchoServer(Settings.quiet(), this::serve, handler -> handler);
  private final HttpSocket http = new HttpSocket(server.port());

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private boolean serve(HttpServerRequest request) {
    if (request.path().equals("/file")) {
      served.incrementAndGet();
      request.response().putHeader("Number", request.query()).end(file);
      return true;
    }
    return false;
  }

  private static String gets(int count) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append("GET /file?").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    return all.toString();
  }

  /** Two lanes, to which connections are dealt out in turn. */
  private void assertBothLanesServe() {
    for (int i = 0; i < 4; i++) {
      try (HttpSocket other = new HttpSocket(server.port())) {
        assertThat(other.get(POLLING).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void areNotAnsweredBeforeTheAnswersBeforeWereRead() {
    http.write(gets(2000));
    Await.until("the first is served", () -> served.get() > 0);
    for (int i = 0; i < 10; i++) {
      assertBothLanesServe();
    }
    assertThat(served.get() * (long) FILE_BYTES).isLessThan(MOST_UNREAD_BYTES);
  }

  @Test
  void areAllAnsweredInTheirOrderAsTheAnswersAreRead() {
    http.write(gets(80));
    for (int i = 0; i < 80; i++) {
      Response answer = http.read();
      assertThat(answer.headers()).containsEntry("number", Integer.toString(i));
      assertThat(answer.bytes().length()).isEqualTo(FILE_BYTES);
    }
  }

  @Test
  void thatAreSmallAreAnsweredToo() {
    http.write("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2000));
    for (int i = 0; i < 2000; i++) {
      assertThat(http.read().status()).isEqualTo(404);
    }
    assertBothLanesServe();
  }

  @Test
  void waitBehindAPollAndBehindABody() {
    http.get(POLLING);
    EchoHandler handler = server.lastHandler();
    String session = POLLING + "&sid=" + handler.connection.id();
    http.begin("GET", session);
    server.awaitWaitingGet(handler);
    http.write("GET /file?1 HTTP/1.1\r\nHost: h\r\n\r\nGET /file?2 HT");
    http.write("TP/1.1\r\nHost: h\r\n\r\n");
    try (HttpSocket other = new HttpSocket(server.port())) {
      other.write(
          "POST " + session + " HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n4hello" + gets(2));
      assertThat(other.read().body()).isEqualTo("ok");
      assertThat(other.read().headers()).containsEntry("number", "0");
      assertThat(other.read().headers()).containsEntry("number", "1");
    }
    assertThat(http.read().body()).isEqualTo("4hello");
    assertThat(http.read().headers()).containsEntry("number", "1");
    assertThat(http.read().headers()).containsEntry("number", "2");
  }

  @Test
  void mayEndWithAWebSocketAndItsFirstFrames() {
    http.get(POLLING);
    EchoHandler handler = server.lastHandler();
    http.begin("GET", POLLING + "&sid=" + handler.connection.id());
    server.awaitWaitingGet(handler);
    http.begin("GET", "/socket.io/?EIO=4&transport=websocket", HttpSocket.WEB_SOCKET_UPGRADE);
    http.write(new ClientFrames().text("4early").bytes());
    try (HttpSocket other = new HttpSocket(server.port())) {
      other.post(POLLING + "&sid=" + handler.connection.id(), "4go");
    }
    assertThat(http.read().body()).isEqualTo("4go");
    assertThat(http.read().status()).isEqualTo(101);
    http.readBytes(http.readBytes(2)[1]);
    assertThat(new String(http.readBytes(8), 2, 6, StandardCharsets.UTF_8)).isEqualTo("4early");
  }
}
