package dev.holdfast.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketProtocolException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Seeds are printed by jqwik with every failure, and with every property's summary. */
class SocketCodecPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property(tries = 500)
  void eventThatWasWrittenIsReadAgain(
      @ForAll("names") String name,
      @ForAll("arguments") List<Object> arguments,
      @ForAll("namespaces") String namespace,
      @ForAll @LongRange(min = -1, max = 99_999_999_999_999_999L) long ackId,
      @ForAll @IntRange(max = SocketPacketReader.MAX_ATTACHMENTS) int attachments)
      throws Exception {
    List<Bytes> elements = elements(name, arguments);
    Bytes body = join(elements);
    SocketPacketReader reader = new SocketPacketReader();
    SocketPacket packet =
        reader.onText(
            SocketPacketWriter.binaryEvent(namespace, attachments, ackId, body, Bytes.EMPTY));
    for (int i = 0; i < attachments; i++) {
      assertThat(packet).isNull();
      packet = reader.onBinary(Bytes.of(new byte[] {(byte) i}));
    }
    assertThat(packet.namespace()).isEqualTo(namespace);
    assertThat(packet.ackId()).isEqualTo(ackId);
    assertThat(packet.attachments()).hasSize(attachments);
    assertThat(packet.payload().name()).isEqualTo(name);
    assertThat(packet.payload().body()).isEqualTo(body);
    for (int i = 0; i < elements.size(); i++) {
      assertThat(packet.payload().element(i)).isEqualTo(elements.get(i));
    }
  }

  @Property(tries = 3000)
  void nothingButTheProtocolExceptionEscapes(@ForAll("frames") Bytes frame) {
    SocketPacketReader reader = new SocketPacketReader();
    try {
      SocketPacket packet = reader.onText(frame);
      if (packet != null && packet.type().isEvent()) {
        assertThat(packet.payload().name()).isNotNull();
        assertThat(packet.payload().size()).isPositive();
      }
    } catch (SocketProtocolException refused) {
      assertThat(refused.reason()).isNotNull();
    }
  }

  @Property(tries = 500)
  void cutFrameIsRefused(@ForAll("arguments") List<Object> arguments, @ForAll int where)
      throws Exception {
    Bytes whole =
        SocketPacketWriter.event("/", SocketPacket.NO_ACK_ID, join(elements("n", arguments)));
    int length = 2 + Math.floorMod(where, whole.length() - 2);
    try {
      new SocketPacketReader().onText(whole.slice(0, length));
      assertThat(length).as("a frame cut short was accepted: %s", whole).isNegative();
    } catch (SocketProtocolException refused) {
      assertThat(refused.reason()).isIn(Reason.MALFORMED_JSON, Reason.MALFORMED_UTF8);
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .excludeChars('\ud800', '\udfff')
        .ofMaxLength(12)
        .filter(SocketCodecPropertyTest::isCleanName);
  }

  @Provide
  Arbitrary<String> namespaces() {
    return Arbitraries.strings()
        .alpha()
        .numeric()
        .withChars('?', '=', '-')
        .ofMaxLength(8)
        .map(name -> "/" + name);
  }

  @Provide
  Arbitrary<List<Object>> arguments() {
    Arbitrary<Object> scalar =
        Arbitraries.oneOf(
            Arbitraries.integers().map(i -> (Object) i),
            Arbitraries.doubles().map(d -> (Object) d),
            Arbitraries.of(true, false).map(b -> (Object) b),
            names().map(s -> (Object) s));
    Arbitrary<Object> nested =
        Arbitraries.oneOf(
            scalar.list().ofMaxSize(3).map(l -> (Object) l),
            Arbitraries.maps(names(), scalar).ofMaxSize(3).map((Map<String, Object> m) -> m));
    return Arbitraries.oneOf(scalar, nested).list().ofMaxSize(12);
  }

  /** Mostly frames that look right, with a few bytes changed; some are noise. */
  @Provide
  Arbitrary<Bytes> frames() {
    Arbitrary<byte[]> seeds =
        Arbitraries.of(
                "0{\"a\":1}",
                "2/n,12[\"a\",{\"b\":[1,\"\\u00e9\"]},null]",
                "51-[\"a\",{\"_placeholder\":true,\"num\":0}]",
                "311[1,[],{}]",
                "4\"no\"",
                "1/n,")
            .map(text -> text.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    Arbitrary<List<Integer>> changes = Arbitraries.integers().list().ofMaxSize(4);
    return Arbitraries.oneOf(seeds, noise)
        .flatMap(bytes -> changes.map(list -> mutate(bytes.clone(), list)));
  }

  private static Bytes mutate(byte[] bytes, List<Integer> changes) {
    for (int change : changes) {
      if (bytes.length > 0) {
        bytes[Math.floorMod(change, bytes.length)] = (byte) (change >> 16);
      }
    }
    return Bytes.of(bytes);
  }

  private static boolean isCleanName(String name) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(name) && !name.startsWith("connect");
  }

  private static List<Bytes> elements(String name, List<Object> arguments)
      throws JsonProcessingException {
    List<Bytes> elements = new ArrayList<>();
    elements.add(Bytes.of(JSON.writeValueAsBytes(name)));
    for (Object argument : arguments) {
      elements.add(Bytes.of(JSON.writeValueAsBytes(argument)));
    }
    return elements;
  }

  private static Bytes join(List<Bytes> elements) {
    List<String> texts = elements.stream().map(Bytes::toUtf8).toList();
    return Bytes.utf8(String.join(",", texts));
  }
}
