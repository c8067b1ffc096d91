package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.HttpSocket.Response;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random input over real sockets: every request is answered, and others are not disturbed. */
class GarbageTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEB_SOCKET = "/socket.io/?EIO=4&transport=websocket";
  private static final int ROUNDS = 200;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final EchoServer server = new EchoServer();

  @AfterEach
  void stop() {
    server.close();
  }

  /** Bytes that look like packets often enough to get past the first check. */
  private byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    String likely = "0123456b4\u001e";
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(3) == 0) {
        bytes[i] = (byte) likely.charAt(random.nextInt(likely.length()));
      }
    }
    return bytes;
  }

  private void assertStillServing() {
    try (WebSocketClient client = new WebSocketClient(server.port(), WEB_SOCKET)) {
      assertThat((String) client.next()).startsWith("0{");
      client.send("4fine");
      assertThat(client.next()).isEqualTo("4fine");
    }
  }

  @Test
  void everyPostIsAnsweredWhateverItHolds() {
    System.out.println("seed of everyPostIsAnsweredWhateverItHolds: " + seed);
    try (HttpSocket http = new HttpSocket(server.port())) {
      for (int i = 0; i < ROUNDS; i++) {
        http.get(POLLING);
        String session = POLLING + "&sid=" + server.lastHandler().connection.id();
        byte[] body = garbage();
        Response answer = http.beginBody(session, body.length).write(body).read();
        assertThat(answer.body()).as("seed %d", seed).isEqualTo("ok");
      }
    }
    assertStillServing();
  }

  @Test
  void webSocketFramesOfAnyContentEndAtMostTheirOwnSession() {
    System.out.println("seed of webSocketFramesOfAnyContent: " + seed);
    for (int i = 0; i < ROUNDS; i++) {
      try (HttpSocket raw = new HttpSocket(server.port())) {
        assertThat(raw.get(WEB_SOCKET, HttpSocket.WEB_SOCKET_UPGRADE).status()).isEqualTo(101);
        raw.write(random.nextBoolean() ? garbage() : frame(garbage()));
      }
    }
    Await.until("every session has ended", () -> server.server.sessionCount() == 0);
    assertStillServing();
  }

  @Test
  void requestsWithAnyQueryAreAnswered() {
    System.out.println("seed of requestsWithAnyQueryAreAnswered: " + seed);
    String likely = "EIO=4&transport=polling&sid=%zz%00;?/";
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder query = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        query.append(likely.charAt(random.nextInt(likely.length())));
      }
      try (HttpSocket http = new HttpSocket(server.port())) {
        assertThat(http.get("/socket.io/?" + query).status())
            .as("seed %d, query %s", seed, query)
            .isEqualTo(400);
      }
    }
    assertStillServing();
  }

  /** A masked frame with a random type, final or not. */
  private byte[] frame(byte[] payload) {
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) ((random.nextBoolean() ? 0x80 : 0) | random.nextInt(11));
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return frame;
  }

  @Test
  void whatIsNoHttpIsAnsweredOrCutOff() {
    for (int i = 0; i < 5; i++) {
      try (HttpSocket raw = new HttpSocket(server.port())) {
        raw.write("NONSENSE\r\n\r\n");
        assertThat(raw.readByte()).isIn((int) 'H', -1);
      }
    }
    assertStillServing();
  }
}
