package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.Handshake;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HandshakeJsonTest {
  @Test
  void saysWhatSocketIoUsersFindInTheHandshake() {
    Handshake handshake =
        new Handshake(
            "websocket",
            "10.0.0.7",
            true,
            "/socket.io/?EIO=4&x=1&x=2",
            new TreeMap<>(Map.of("accept", List.of("a", "b"), "x-note", List.of("\"quoted\"\n"))),
            new TreeMap<>(Map.of("EIO", List.of("4"), "x", List.of("1", "2"))),
            0,
            null);
    assertThat(HandshakeJson.of(handshake, 1_700_000_000_000L).toUtf8())
        .isEqualTo(
            "{\"address\":\"10.0.0.7\",\"time\":1700000000000,"
                + "\"url\":\"/socket.io/?EIO=4&x=1&x=2\",\"secure\":true,"
                + "\"headers\":{\"accept\":\"a, b\",\"x-note\":\"\\\"quoted\\\"\\n\"},"
                + "\"query\":{\"EIO\":\"4\",\"x\":[\"1\",\"2\"]}}");
  }

  @Test
  void whatIsNotThereIsAnEmptyObject() {
    Handshake handshake =
        new Handshake("polling", "::1", false, "/socket.io/", Map.of(), Map.of(), 0, null);
    assertThat(HandshakeJson.of(handshake, 0).toUtf8())
        .isEqualTo(
            "{\"address\":\"::1\",\"time\":0,\"url\":\"/socket.io/\",\"secure\":false,"
                + "\"headers\":{},\"query\":{}}");
  }
}
