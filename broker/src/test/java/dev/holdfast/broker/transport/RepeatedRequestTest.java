package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that an HTTP library sends again by itself when a connection breaks, so that the client
 * does not notice what it has lost. OkHttp, under the official Java client, does so and sends no
 * stamp {@code t}.
 */
class RepeatedRequestTest {
  private static final String ENTRY = "/socket.io/?EIO=4&transport=polling";
  private static final String OKHTTP = "User-Agent: okhttp/3.12.12";

  private EchoServer server = new EchoServer();
  private final List<HttpSocket> sockets = new ArrayList<>();
  private EchoHandler handler;

  @AfterEach
  void stop() {
    sockets.forEach(HttpSocket::close);
    server.close();
  }

  private HttpSocket socket() {
    HttpSocket socket = new HttpSocket(server.port());
    sockets.add(socket);
    return socket;
  }

  /** Opens a session and returns the path of its requests. */
  private String open() {
    socket().get(ENTRY);
    handler = server.lastHandler();
    return ENTRY + "&sid=" + handler.connection.id();
  }

  private void send(String text) {
    server.onLane(
        handler,
        () -> {
          handler.connection.sendText(Bytes.utf8(text));
          handler.connection.flush();
        });
  }

  private CloseReason closeReason() {
    return server.awaitClosed(handler);
  }

  @Test
  void aGetThatComesAgainAfterItsAnswerWasLostInAResetEndsTheSession() {
    String session = open();
    send("lost");
    socket().begin("GET", session).awaitAnswer().reset();
    HttpSocket again = socket().begin("GET", session);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(again.read().body()).doesNotContain("4");
  }

  @Test
  void theSameWithALibraryThatIsKnownToRepeat() {
    String session = open();
    send("lost");
    socket().begin("GET", session, OKHTTP).awaitAnswer().reset();
    socket().begin("GET", session, OKHTTP);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void whatFollowsALostAnswerIsNotSentWhenTheConnectionShowedNothing() {
    server.close();
    server = new EchoServer(Settings.heartbeat(600_000, 500));
    String session = open();
    send("lost in a proxy");
    assertThat(socket().get(session, OKHTTP).body()).isEqualTo("4lost in a proxy\u001e2");
    HttpSocket again = socket().begin("GET", session, OKHTTP);
    server.awaitWaitingGet(handler);
    send("next");
    assertThat(closeReason()).isEqualTo(CloseReason.PING_TIMEOUT);
    assertThat(again.read().body()).isEqualTo("1");
  }

  @Test
  void aPongProvesTheAnswerAndLetsTheNextOneGo() {
    String session = open();
    send("one");
    assertThat(socket().get(session, OKHTTP).body()).isEqualTo("4one\u001e2");
    HttpSocket polling = socket().begin("GET", session, OKHTTP);
    server.awaitWaitingGet(handler);
    send("two");
    send("three");
    assertThat(socket().post(session, "3", OKHTTP).body()).isEqualTo("ok");
    assertThat(polling.read().body()).isEqualTo("4two\u001e4three\u001e2");
    assertThat(handler.pings).hasValue(2);
    assertThat(handler.pongs).hasValue(1);
  }

  @Test
  void aPongIsReadAlsoWhileReadingIsPaused() {
    String session = open();
    send("one");
    assertThat(socket().get(session, OKHTTP).body()).isEqualTo("4one\u001e2");
    server.onLane(handler, handler.connection::pauseReading);
    HttpSocket posting = socket().beginPost(session, "4a\u001e3\u001e4b", OKHTTP);
    Await.until("the pong is told", () -> handler.pongs.get() == 1);
    assertThat(handler.texts).isEmpty();
    server.onLane(handler, handler.connection::resumeReading);
    assertThat(posting.read().body()).isEqualTo("ok");
    assertThat(handler.texts).containsExactly("a", "b");
  }

  @Test
  void nothingNeedsProofWhereRequestsCarryAStamp() {
    String session = open();
    send("one");
    assertThat(socket().get(session + "&t=a", OKHTTP).body()).isEqualTo("4one");
  }

  /** As the .NET client's: whatever it asks within a second has the same stamp. */
  @Test
  void aClockInSecondsIsNoStamp() {
    String session = open() + "&t=1700000001";
    HttpSocket kept = socket();
    for (int i = 0; i < 3; i++) {
      assertThat(kept.post(session, "4p" + i).body()).isEqualTo("ok");
      assertThat(kept.get(session).body()).as("the echo").isEqualTo("4p" + i);
    }
    assertThat(handler.closes).isEmpty();
  }

  @Test
  void withoutAStampOfUseAResetStillShowsARepetition() {
    String session = open() + "&t=1700000001";
    send("lost");
    socket().begin("GET", session).awaitAnswer().reset();
    HttpSocket again = socket().begin("GET", session);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(again.read().body()).doesNotContain("4");
  }

  @Test
  void connectionsThatAreClosedInOrderEndNothing() {
    String session = open();
    for (int i = 0; i < 5; i++) {
      send("m" + i);
      HttpSocket once = socket();
      assertThat(once.get(session).body()).isEqualTo("4m" + i);
      once.close();
    }
    assertThat(handler.closes).isEmpty();
  }

  @Test
  void aResetAfterAnotherRequestOnTheConnectionEndsNothing() {
    String session = open();
    send("one");
    HttpSocket first = socket();
    assertThat(first.get(session).body()).isEqualTo("4one");
    assertThat(first.post(session, "4two").body()).isEqualTo("ok");
    first.reset();
    assertThat(socket().get(session).body()).isEqualTo("4two");
    assertThat(handler.closes).isEmpty();
  }

  @Test
  void aPostThatComesAgainIsNotReadTwice() {
    String session = open();
    HttpSocket first = socket();
    first.beginPost(session, "4once", OKHTTP).awaitAnswer().reset();
    HttpSocket again = socket();
    Await.until("the reset is noticed", () -> server.lostConnection(handler));
    again.beginPost(session, "4once", OKHTTP);
    assertThat(closeReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(handler.texts).containsExactly("once");
  }

  @Test
  void equalPostsOnConnectionsThatStandAreAllRead() {
    String session = open();
    assertThat(socket().post(session, "4tick", OKHTTP).body()).isEqualTo("ok");
    assertThat(socket().post(session, "4tick", OKHTTP).body()).isEqualTo("ok");
    assertThat(handler.texts).containsExactly("tick", "tick");
  }
}
