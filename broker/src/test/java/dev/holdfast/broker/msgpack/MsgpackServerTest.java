package dev.holdfast.broker.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.broker.transport.EngineConnection;
import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.broker.transport.Handshake;
import dev.holdfast.broker.transport.WithoutSocket;
import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between a connection and the sessions, both of which only record what they are given. */
class MsgpackServerTest {
  private static final int MAX_TEXT_BYTES = 100_000;

  private final List<String> toSessions = new ArrayList<>();
  private final List<Bytes> toClient = new ArrayList<>();
  private final List<CloseReason> closes = new ArrayList<>();
  private EngineConnection sessionsSide;
  private EngineHandler clientsSide;

  @BeforeEach
  void open() {
    MsgpackServer server =
        new MsgpackServer((connection, handshake) -> sessions(connection), MAX_TEXT_BYTES);
    clientsSide = server.open(new Outside(), handshake());
  }

  private EngineHandler sessions(EngineConnection connection) {
    sessionsSide = connection;
    return new Sessions();
  }

  private static Handshake handshake() {
    return new Handshake(
        "websocket", "127.0.0.1", false, "/socket.io/", Map.of(), Map.of(), 0, null);
  }

  private static Bytes hex(String hex) {
    return Bytes.of(HexFormat.of().parseHex(hex));
  }

  @Test
  void aMessageReachesTheSessionsAsTextAndAttachments() {
    clientsSide.onBinary(hex("83a47479706502a46461746192a162c4020102a36e7370a12f"));
    assertThat(toSessions)
        .containsExactly("51-/,[\"b\",{\"_placeholder\":true,\"num\":0}]", "0102");
  }

  @Test
  void whatTheSessionsSendIsOneMessageThatReadsBackTheSame() throws Exception {
    Bytes text = Bytes.utf8("51-/chat,7[\"b\",{\"_placeholder\":true,\"num\":0},1.5,-3,null,true]");
    sessionsSide.sendText(text);
    assertThat(toClient).isEmpty();
    sessionsSide.sendBinary(hex("0aff"));
    assertThat(toClient).hasSize(1);
    MsgpackReader.Transcoded again = MsgpackReader.read(toClient.get(0), MAX_TEXT_BYTES);
    assertThat(again.text()).isEqualTo(text);
    assertThat(again.attachments()).containsExactly(hex("0aff"));
  }

  @Test
  void largeNumbersKeepTheirValue() throws Exception {
    String numbers = "[\"n\",9223372036854775807,18446744073709551615,-9223372036854775808]";
    sessionsSide.sendText(Bytes.utf8("2" + numbers));
    assertThat(MsgpackReader.read(toClient.get(0), MAX_TEXT_BYTES).text())
        .hasToString("2/," + numbers);
  }

  @Test
  void anEventForManyIsTurnedOnce() {
    Bytes text = Bytes.utf8("51-[\"b\",{\"_placeholder\":true,\"num\":0}]");
    for (int i = 0; i < 3; i++) {
      sessionsSide.sendText(text);
      sessionsSide.sendBinary(hex("01"));
    }
    assertThat(toClient).hasSize(3);
    assertThat(toClient.get(1)).isSameAs(toClient.get(0));
    assertThat(toClient.get(2)).isSameAs(toClient.get(0));
  }

  @Test
  void equalTextOfAnotherEventTakesItsOwnAttachments() throws Exception {
    for (String attachment : List.of("01", "02")) {
      sessionsSide.sendText(Bytes.utf8("51-[\"b\",{\"_placeholder\":true,\"num\":0}]"));
      sessionsSide.sendBinary(hex(attachment));
    }
    assertThat(MsgpackReader.read(toClient.get(1), MAX_TEXT_BYTES).attachments())
        .containsExactly(hex("02"));
  }

  @Test
  void aMessageThatIsNoPacketAndTextCloseTheConnection() {
    clientsSide.onBinary(hex("c1"));
    clientsSide.onText(Bytes.utf8("0{}"));
    assertThat(closes).containsExactly(CloseReason.PARSE_ERROR, CloseReason.PARSE_ERROR);
    assertThat(toSessions).isEmpty();
  }

  @Test
  void attachmentsOfARefusedPacketGoNowhere() {
    sessionsSide.close(CloseReason.PARSE_ERROR);
    clientsSide.onBinary(hex("83a47479706502a46461746192a162c4020102a36e7370a12f"));
    assertThat(toSessions).containsExactly("51-/,[\"b\",{\"_placeholder\":true,\"num\":0}]");
  }

  private final class Sessions implements EngineHandler {
    @Override
    public void onText(Bytes utf8) {
      toSessions.add(utf8.toUtf8());
    }

    @Override
    public void onBinary(Bytes data) {
      toSessions.add(HexFormat.of().formatHex(data.toArray()));
    }

    @Override
    public void onPing() {}

    @Override
    public void onPong() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClose(CloseReason reason) {}
  }

  private final class Outside extends WithoutSocket {
    @Override
    public void sendText(Bytes utf8) {
      throw new AssertionError("text to a client that reads none");
    }

    @Override
    public void sendBinary(Bytes data) {
      toClient.add(data);
    }

    @Override
    public void close(CloseReason reason) {
      closes.add(reason);
    }
  }
}
