package dev.holdfast.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import org.junit.jupiter.api.Test;

class SocketPacketWriterTest {
  private static final long NONE = SocketPacket.NO_ACK_ID;

  @Test
  void connectNamesItsNamespaceUnlessItIsTheDefault() {
    assertFrame("0{\"sid\":1}", SocketPacketWriter.connect("/", json("{\"sid\":1}")));
    assertFrame("0/a,{\"sid\":1}", SocketPacketWriter.connect("/a", json("{\"sid\":1}")));
    assertFrame("0", SocketPacketWriter.connect("/", Bytes.EMPTY));
  }

  @Test
  void refusalAndDisconnect() {
    assertFrame("4/a,{}", SocketPacketWriter.connectError("/a", json("{}")));
    assertFrame("1", SocketPacketWriter.disconnect("/"));
    assertFrame("1/a,", SocketPacketWriter.disconnect("/a"));
  }

  @Test
  void eventTakesOneMoreElement() {
    Bytes body = json("\"a\",1");
    assertFrame("2[\"a\",1]", SocketPacketWriter.event("/", NONE, body));
    assertFrame("2/n,0[\"a\",1]", SocketPacketWriter.event("/n", 0, body));
    assertFrame("210[\"a\",1,{}]", SocketPacketWriter.event("/", 10, body, json("{}")));
    assertFrame("2[{}]", SocketPacketWriter.event("/", NONE, Bytes.EMPTY, json("{}")));
  }

  @Test
  void answerMayBeEmpty() {
    assertFrame("399[]", SocketPacketWriter.ack("/", 99, Bytes.EMPTY));
    assertFrame(
        "3/n," + Long.MAX_VALUE + "[{}]", SocketPacketWriter.ack("/n", Long.MAX_VALUE, json("{}")));
  }

  @Test
  void attachmentsMakeThePacketBinary() {
    Bytes body = json("\"a\"");
    assertFrame("52-[\"a\",{}]", SocketPacketWriter.binaryEvent("/", 2, NONE, body, json("{}")));
    assertFrame("510-/n,3[\"a\"]", SocketPacketWriter.binaryEvent("/n", 10, 3, body, Bytes.EMPTY));
    assertFrame("2[\"a\"]", SocketPacketWriter.binaryEvent("/", 0, NONE, body, Bytes.EMPTY));
    assertFrame("61-7[\"a\"]", SocketPacketWriter.binaryAck("/", 1, 7, body));
    assertFrame("37[\"a\"]", SocketPacketWriter.binaryAck("/", 0, 7, body));
  }

  private static void assertFrame(String expected, Bytes actual) {
    assertThat(actual).isEqualTo(Bytes.utf8(expected));
    assertThat(actual.array()).hasSize(actual.length());
  }

  private static Bytes json(String text) {
    return Bytes.utf8(text);
  }
}
