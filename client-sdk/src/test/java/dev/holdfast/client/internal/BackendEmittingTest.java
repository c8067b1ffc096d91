package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Session;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BackendEmittingTest extends BackendFixture {
  @Test
  void operatorsNameWhomTheEventIsFor() throws Exception {
    FakeBroker.Peer peer = connected();
    backend.emit("a", 1);
    assertEmit(peer, "{\"everyone\":true,ID},\"a\",1");
    backend.to("R", "S").toClient("alice").toSession("s1").emit("a");
    assertEmit(
        peer, "{\"rooms\":[\"R\",\"S\"],\"clients\":[\"alice\"],\"sessions\":[\"s1\"],ID},\"a\"");
    backend.except("R").exceptClient("bob").exceptSession("s2").emit("a");
    assertEmit(
        peer,
        "{\"everyone\":true,\"except\":[\"bob\"],\"exceptRooms\":[\"R\"],"
            + "\"exceptSessions\":[\"s2\"],ID},\"a\"");
  }

  @Test
  void sessionEmitsToItselfOrToTheOthers() throws Exception {
    FakeBroker.Peer peer = connected();
    Session session = backend.session("s1");
    session.emit("a");
    assertEmit(peer, "{\"sessions\":[\"s1\"],ID},\"a\"");
    session.broadcast().emit("a");
    assertEmit(peer, "{\"everyone\":true,\"exceptSessions\":[\"s1\"],ID},\"a\"");
    session.to("R").except("S").emit("a");
    assertEmit(
        peer, "{\"rooms\":[\"R\"],\"exceptRooms\":[\"S\"],\"exceptSessions\":[\"s1\"],ID},\"a\"");
    session.asVolatile().emit("a");
    peer.expectCall("[\"$emit\",{\"sessions\":[\"s1\"],\"volatile\":true},\"a\"]");
  }

  @Test
  void emitIsSentAgainUnderItsIdUntilConfirmed() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> confirm = backend.emit("a");
    String first = peer.next();
    backend.emit("b");
    assertThat(peer.next()).isNotEqualTo(first.replace("\"a\"", "\"b\""));
    peer = reconnected(peer);
    String again = peer.next();
    assertThat(elements(again)).isEqualTo(elements(first));
    peer.answer(ackId(again), "{\"position\":\"p\"}");
    assertThat(await(confirm)).isEqualTo(new Confirm("p"));
  }

  @Test
  void volatileEventIsSentOnceOrNotAtAll() throws Exception {
    assertThat(failure(backend.asVolatile().emit("a")))
        .isEqualTo(HoldfastException.CONNECTION_LOST);
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> sent = backend.asVolatile().emit("b");
    peer.answer(peer.expectCall("[\"$emit\",{\"everyone\":true,\"volatile\":true},\"b\"]"), "{}");
    assertThat(await(sent)).isEqualTo(new Confirm(""));
    CompletionStage<Confirm> lost = backend.asVolatile().emit("c");
    peer.expectCall("[\"$emit\",{\"everyone\":true,\"volatile\":true},\"c\"]");
    peer = reconnected(peer);
    assertThat(failure(lost)).isEqualTo(HoldfastException.CONNECTION_LOST);
    backend.session("s").rooms();
    peer.expectCall("[\"$rooms\",{\"session\":\"s\"}]");
  }

  private static void assertEmit(FakeBroker.Peer peer, String expected) throws Exception {
    String elements = elements(peer.next());
    assertThat(elements.replaceFirst("\"id\":\"[0-9a-f-]{36}:[0-9]+\"", "ID"))
        .isEqualTo("[\"$emit\"," + expected + "]");
  }

  private static String elements(String frame) {
    return frame.substring(frame.indexOf('['));
  }

  private static long ackId(String frame) {
    return Long.parseLong(frame.substring(2, frame.indexOf('[')));
  }
}
