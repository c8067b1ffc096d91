package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.FetchedSession;
import dev.holdfast.client.HoldfastException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SessionVerbsTest extends BackendFixture {
  private static final String GONE =
      "{\"error\":{\"code\":\"unknown-session\",\"message\":\"no such session\"}}";

  @Test
  void sessionIsPutIntoRoomsAndOut() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Void> joined = backend.session("s").join("R", "S");
    long first = peer.expectCall("[\"$join\",{\"session\":\"s\",\"room\":\"R\"}]");
    long second = peer.expectCall("[\"$join\",{\"session\":\"s\",\"room\":\"S\"}]");
    peer.answer(first, "{\"position\":\"p\"}");
    assertThat(joined.toCompletableFuture()).isNotDone();
    peer.answer(second, "{\"position\":\"p\"}");
    await(joined);
    CompletionStage<Void> left = backend.session("s").leave("R");
    peer.answer(peer.expectCall("[\"$leave\",{\"session\":\"s\",\"room\":\"R\"}]"), "{}");
    await(left);
  }

  @Test
  void roomsOfASessionAreListed() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<List<String>> rooms = backend.session("s").rooms();
    long id = peer.expectCall("[\"$rooms\",{\"session\":\"s\"}]");
    peer.answer(id, "{\"rooms\":[\"s\",\"R\"]}");
    assertThat(await(rooms)).containsExactly("s", "R");
  }

  @Test
  void joinOfASessionThatIsOverFails() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Void> joined = backend.session("s").join("R");
    peer.answer(peer.expectCall("[\"$join\",{\"session\":\"s\",\"room\":\"R\"}]"), GONE);
    assertThat(failure(joined)).isEqualTo("unknown-session");
  }

  @Test
  void disconnectOfASessionThatIsOverIsDone() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Void> ended = backend.session("s").disconnect();
    peer.answer(peer.expectCall("[\"$disconnect\",{\"session\":\"s\",\"close\":false}]"), GONE);
    await(ended);
    CompletionStage<Void> forbidden = backend.session("s").disconnect(true);
    peer.answer(
        peer.expectCall("[\"$disconnect\",{\"session\":\"s\",\"close\":true}]"),
        "{\"error\":{\"code\":\"forbidden\",\"message\":\"\"}}");
    assertThat(failure(forbidden)).isEqualTo("forbidden");
  }

  @Test
  void sessionsOfSeveralRoomsAreFetchedOnceEach() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<List<FetchedSession>> fetched =
        backend.to("R", "S", "f").except("muted", "g").exceptSession("d").fetchSessions();
    long first = peer.expectCall("[\"$sessions\",{\"room\":\"R\"}]");
    long second = peer.expectCall("[\"$sessions\",{\"room\":\"S\"}]");
    long sid = peer.expectCall("[\"$sessions\",{\"room\":\"f\"}]");
    peer.answer(
        first,
        sessions(session("a", "R"), session("b", "R\",\"S"), session("d", "R"), session("g", "R")));
    peer.answer(second, sessions(session("b", "R\",\"S"), session("c", "S\",\"muted")));
    peer.answer(sid, sessions(session("f", "S")));
    assertThat(await(fetched))
        .extracting(session -> session.sid() + session.fetchedRooms())
        .containsExactly("a[R]", "b[R, S]", "f[S]");
  }

  @Test
  void sessionsAndClientsAreFoundAmongAll() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<List<FetchedSession>> fetched =
        backend.to("R").toClient("alice").toSession("c").fetchSessions();
    peer.answer(
        peer.expectCall("[\"$sessions\",{}]"),
        sessions(
            session("a", "R"),
            session("c", "c"),
            session("d", "d"),
            "{\"sid\":\"e\",\"clientId\":\"alice\",\"rooms\":[]}"));
    assertThat(await(fetched)).extracting(FetchedSession::sid).containsExactly("a", "c", "e");
  }

  @Test
  void listThatIsNotWholeFails() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Void> all = backend.sessionsJoin("R");
    peer.answer(peer.expectCall("[\"$sessions\",{}]"), "{\"sessions\":[],\"truncated\":true}");
    assertThat(failure(all)).isEqualTo(HoldfastException.TOO_MANY_SESSIONS);
  }

  @Test
  void allSessionsOfARoomAreChangedButThoseThatAreOver() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Void> moved = backend.to("R").sessionsJoin("S");
    peer.answer(
        peer.expectCall("[\"$sessions\",{\"room\":\"R\"}]"),
        sessions(session("a", "R"), session("b", "R")));
    long first = peer.expectCall("[\"$join\",{\"session\":\"a\",\"room\":\"S\"}]");
    long second = peer.expectCall("[\"$join\",{\"session\":\"b\",\"room\":\"S\"}]");
    peer.answer(first, GONE);
    peer.answer(second, "{\"position\":\"p\"}");
    await(moved);
  }

  @Test
  void sessionsAreChangedAHundredAtATime() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Void> ended = backend.disconnectSessions(true);
    String[] many = new String[150];
    for (int i = 0; i < many.length; i++) {
      many[i] = session("s" + i, "R");
    }
    peer.answer(peer.expectCall("[\"$sessions\",{}]"), sessions(many));
    long[] ids = new long[many.length];
    for (int i = 0; i < 100; i++) {
      ids[i] = expectDisconnect(peer, i);
    }
    peer.send("2");
    assertThat(peer.next()).as("no more before these are answered").isEqualTo("3");
    for (int i = 0; i < 100; i++) {
      peer.answer(ids[i], "{}");
    }
    for (int i = 100; i < many.length; i++) {
      peer.answer(expectDisconnect(peer, i), "{}");
    }
    await(ended);
  }

  private static long expectDisconnect(FakeBroker.Peer peer, int number) throws Exception {
    return peer.expectCall("[\"$disconnect\",{\"session\":\"s" + number + "\",\"close\":true}]");
  }

  private static String sessions(String... sessions) {
    return "{\"sessions\":[" + String.join(",", sessions) + "]}";
  }

  private static String session(String sid, String rooms) {
    return "{\"sid\":\"" + sid + "\",\"rooms\":[\"" + rooms + "\"]}";
  }
}
