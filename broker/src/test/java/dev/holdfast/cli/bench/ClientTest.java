package dev.holdfast.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.tls.TlsFiles;
import dev.holdfast.protocol.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's frames and packets, held against Netty's own WebSocket codec. */
class ClientTest {
  private static final String HANDSHAKE =
      "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1,\"maxPayload\":100000}";

  private final List<String> heard = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EmbeddedChannel serverOut = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
  private final Client client = client(256);

  private Client client(int payloadBytes) {
    Settings settings =
        new Settings(
            new Settings.Target(URI.create("http://127.0.0.1:1"), TlsFiles.NONE, null),
            new Settings.Crowd(1, 1, 1, 0, Acking.BATCH),
            new Settings.Load(payloadBytes, false, 0, 10, 10),
            new Settings.Span(Duration.ZERO, Duration.ofSeconds(1), 0, false),
            "bench");
    Client made =
        new Client(new Loop(channel.eventLoop()), Run.begin(settings, 1), new Recorder(heard));
    made.attach(channel);
    return made;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 1_000, 65_535, 65_536, 200_000})
  void whatItSendsIsAMaskedFrame(int length) {
    String body = "x".repeat(length);
    client.request(17, body);
    client.flush();
    assertThat(sent()).containsExactly("4217" + body);
  }

  @Test
  void whatIsWrittenInOneTurnLeavesAsOneBuffer() {
    client.answer(0);
    client.answer(1_234_567_890_123L);
    client.leave();
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
    client.flush();
    ByteBuf first = channel.readOutbound();
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
    assertThat(decoded(first)).containsExactly("430[]", "431234567890123[]", "41");
  }

  @Test
  void itTakesFramesHoweverTheyAreCut() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("ClientTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    channel.pipeline().addLast(new FrameReader(client));
    ByteBuf stream = Unpooled.buffer();
    stream.writeBytes(frame("40{\"sid\":\"s\"}"));
    List<String> expected = new ArrayList<>(List.of("entered"));
    for (int i = 0; i < 200; i++) {
      String event = "42[\"" + "e".repeat(random.nextInt(i % 50 == 0 ? 70_000 : 300)) + "\"]";
      stream.writeBytes(frame(event));
      expected.add(event);
    }
    while (stream.isReadable()) {
      int length = Math.min(stream.readableBytes(), 1 + random.nextInt(5_000));
      channel.writeInbound(stream.readBytes(length));
    }
    assertThat(heard).isEqualTo(expected);
  }

  @Test
  void itAnswersPings() {
    client.onText("2".getBytes(UTF_8), 1);
    client.onTurnEnd();
    assertThat(sent()).containsExactly("3");
    assertThat(heard).containsExactly("ping");
  }

  @Test
  void itHandsOnAnswersWithTheirIds() {
    receive("40{\"sid\":\"s\"}");
    receive("4342[{\"position\":\"p\"}]");
    assertThat(heard).containsExactly("entered", "42: [{\"position\":\"p\"}]");
  }

  @Test
  void aRefusalIsPutIntoWords() {
    String answer = "[{\"error\":{\"code\":\"bad-room\",\"message\":\"too long\"}}]";
    assertThat(Refusal.in(Bytes.utf8(answer))).isEqualTo("bad-room: too long");
    assertThat(Refusal.in(Bytes.utf8("[{\"position\":\"p\"}]"))).isNull();
    receive("44{\"message\":\"no\",\"data\":{\"code\":\"forbidden\"}}");
    assertThat(heard).containsExactly("lost: forbidden: no");
  }

  @Test
  void theEndOfASessionIsALoss() {
    receive("41");
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).startsWith("lost: the broker ended the session");
    receive("42[\"late\"]");
    assertThat(heard).hasSize(1);
  }

  @Test
  void aBrokerThatDoesNotTakeThePayloadIsNoUse() {
    receive(HANDSHAKE);
    assertThat(heard).containsExactly("open");
    heard.clear();
    byte[] handshake = HANDSHAKE.getBytes(UTF_8);
    client(100_000).onText(handshake, handshake.length);
    assertThat(heard)
        .containsExactly("lost: it takes payloads of up to 99488 bytes (server.maxPayloadBytes)");
  }

  private void receive(String message) {
    byte[] bytes = message.getBytes(UTF_8);
    client.onText(bytes, bytes.length);
  }

  private ByteBuf frame(String text) {
    serverOut.writeOutbound(new TextWebSocketFrame(text));
    ByteBuf whole = Unpooled.buffer();
    for (ByteBuf part = serverOut.readOutbound(); part != null; part = serverOut.readOutbound()) {
      whole.writeBytes(part);
    }
    return whole;
  }

  private List<String> sent() {
    List<String> all = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      all.addAll(decoded(out));
    }
    return all;
  }

  private static List<String> decoded(ByteBuf wire) {
    WebSocketDecoderConfig masked =
        WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(true)
            .maxFramePayloadLength(1 << 20)
            .build();
    EmbeddedChannel server = new EmbeddedChannel(new WebSocket13FrameDecoder(masked));
    server.writeInbound(wire);
    List<String> texts = new ArrayList<>();
    for (TextWebSocketFrame frame = server.readInbound();
        frame != null;
        frame = server.readInbound()) {
      texts.add(frame.text());
    }
    return texts;
  }

  private record Recorder(List<String> heard) implements Role {
    @Override
    public void onOpen(Client client) {
      heard.add("open");
    }

    @Override
    public void onEntered(Client client) {
      heard.add("entered");
    }

    @Override
    public void onAnswer(Client client, long id, Bytes json) {
      heard.add(id + ": " + json);
    }

    @Override
    public void onEvent(Client client, byte[] frame, int length) {
      heard.add(new String(frame, 0, length, UTF_8));
    }

    @Override
    public void onPing(Client client) {
      heard.add("ping");
    }

    @Override
    public void onLost(String reason) {
      heard.add("lost: " + reason);
    }
  }
}
