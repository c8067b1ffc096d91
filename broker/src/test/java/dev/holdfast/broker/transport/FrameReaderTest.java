package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.limits.Limit;
import dev.holdfast.protocol.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final int MAX_BYTES = 100_000;
  private static final int FINAL_TEXT = Frames.FIN | Frames.TEXT;
  private static final int FINAL_PING = Frames.FIN | Frames.PING;
  private static final int FINAL_CLOSE = Frames.FIN | Frames.CLOSE;

  /** Writes down what it hears; refuses a message that says so. */
  private static final class Heard implements FrameReader.Sink {
    final List<String> events = new ArrayList<>();

    @Override
    public void onMessage(Bytes data, boolean binary) throws FrameViolation {
      assertThat(data.array()).as("no spare room is kept").hasSize(data.length());
      events.add((binary ? "binary " : "text ") + data.toUtf8());
      if (data.toUtf8().equals("refuse me")) {
        throw new FrameViolation(Frames.NORMAL, CloseReason.PARSE_ERROR, "refused");
      }
    }

    @Override
    public void onPing(Bytes payload) {
      events.add("ping " + payload.toUtf8());
    }

    @Override
    public void onClose(int status) {
      events.add("close " + status);
    }
  }

  private final Heard heard = new Heard();
  private static final MessageBound BOUND = new MessageBound(MAX_BYTES, Limit.PAYLOAD);

  private final FrameReader reader = new FrameReader(() -> BOUND, null, heard);

  private static void read(FrameReader reader, byte[] bytes, int from, int to)
      throws FrameViolation {
    ByteBuf in = Unpooled.copiedBuffer(bytes, from, to - from);
    try {
      reader.read(in);
    } finally {
      in.release();
    }
  }

  private void read(ClientFrames frames) throws FrameViolation {
    byte[] bytes = frames.bytes();
    read(reader, bytes, 0, bytes.length);
  }

  private void assertViolation(int status, ClientFrames frames) {
    assertThatThrownBy(() -> read(frames))
        .isInstanceOfSatisfying(
            FrameViolation.class, violation -> assertThat(violation.status()).isEqualTo(status));
  }

  /** Every kind of header, every remainder of eight, fragments, and control frames among them. */
  private static ClientFrames conversation() {
    ClientFrames frames = new ClientFrames();
    for (int length = 0; length < 20; length++) {
      frames.text("0123456789abcdefghij".substring(0, length));
    }
    return frames
        .frame(Frames.FIN | Frames.BINARY, Bytes.utf8("b".repeat(126)).toArray())
        .frame(Frames.TEXT, Bytes.utf8("he").toArray())
        .frame(FINAL_PING, Bytes.utf8("within").toArray())
        .frame(Frames.CONTINUATION)
        .frame(Frames.FIN | Frames.PONG, (byte) 1)
        .frame(Frames.CONTINUATION, Bytes.utf8("ll").toArray())
        .frame(Frames.FIN, Bytes.utf8("o").toArray())
        .frame(FINAL_PING)
        .frame(FINAL_CLOSE, (byte) 3, (byte) 0xe9, (byte) 'b');
  }

  private static List<String> heardOf(ClientFrames frames) throws FrameViolation {
    Heard whole = new Heard();
    byte[] bytes = frames.bytes();
    read(new FrameReader(() -> BOUND, null, whole), bytes, 0, bytes.length);
    return whole.events;
  }

  @Test
  void aConversationIsReadFrameByFrame() throws Exception {
    read(conversation());
    assertThat(heard.events).startsWith("text ", "text 0", "text 01", "text 012");
    assertThat(heard.events)
        .endsWith("binary " + "b".repeat(126), "ping within", "text hello", "ping ", "close 1001");
  }

  @Test
  void itMayBeCutAnywhere() throws Exception {
    byte[] bytes = conversation().bytes();
    for (int cut = 0; cut <= bytes.length; cut++) {
      Heard parts = new Heard();
      FrameReader inTwo = new FrameReader(() -> BOUND, null, parts);
      read(inTwo, bytes, 0, cut);
      read(inTwo, bytes, cut, bytes.length);
      assertThat(parts.events).as("cut at %d", cut).isEqualTo(heardOf(conversation()));
    }
  }

  @Test
  void itMayComeByteByByte() throws Exception {
    byte[] bytes = conversation().bytes();
    for (int i = 0; i < bytes.length; i++) {
      read(reader, bytes, i, i + 1);
    }
    assertThat(heard.events).isEqualTo(heardOf(conversation()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, MAX_BYTES})
  void everyLengthUpToTheLimitIsRead(int length) throws Exception {
    read(new ClientFrames().text("x".repeat(length)));
    assertThat(heard.events).containsExactly("text " + "x".repeat(length));
  }

  @Test
  void aLongMessageInManyPiecesAndFramesIsRead() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of aLongMessageInManyPiecesAndFramesIsRead: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      String text = "y".repeat(random.nextInt(MAX_BYTES));
      int middle = random.nextInt(text.length() + 1);
      ClientFrames frames =
          new ClientFrames()
              .frame(Frames.TEXT, Bytes.utf8(text.substring(0, middle)).toArray())
              .frame(Frames.FIN, Bytes.utf8(text.substring(middle)).toArray())
              .text("next");
      readInPieces(frames.bytes(), random);
      assertThat(heard.events).as("seed %d", seed).containsExactly("text " + text, "text next");
      heard.events.clear();
    }
  }

  private void readInPieces(byte[] bytes, Random random) throws FrameViolation {
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(20_000));
      read(reader, bytes, from, to);
      from = to;
    }
  }

  @Test
  void whateverComesIsReadOrRefused() {
    long seed = System.nanoTime();
    System.out.println("seed of whateverComesIsReadOrRefused: " + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      FrameReader fuzzed = new FrameReader(() -> BOUND, null, new Heard());
      byte[] bytes = mutated(conversation().bytes(), random);
      int middle = random.nextInt(bytes.length);
      try {
        read(fuzzed, bytes, 0, middle);
        read(fuzzed, bytes, middle, bytes.length);
      } catch (FrameViolation violation) {
        assertThat(Frames.isStatus(violation.status())).as("seed %d", seed).isTrue();
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
    for (int n = random.nextInt(4); n > 0; n--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    }
    return copy;
  }

  @Test
  void aMessageOverTheLimitIsRefusedBeforeItHasCome() {
    byte[] one = new byte[MAX_BYTES + 1];
    byte[] head = Arrays.copyOf(new ClientFrames().frame(FINAL_TEXT, one).bytes(), 14);
    assertThatThrownBy(() -> read(reader, head, 0, head.length))
        .isInstanceOfSatisfying(
            FrameViolation.class, e -> assertThat(e.status()).isEqualTo(Frames.TOO_BIG));
  }

  @Test
  void framesThatTogetherExceedTheLimitAreRefused() {
    byte[] half = new byte[MAX_BYTES / 2 + 1];
    assertViolation(
        Frames.TOO_BIG, new ClientFrames().frame(Frames.TEXT, half).frame(Frames.FIN, half));
  }

  @Test
  void aLengthBeyondAllNumbersIsRefused() {
    assertViolation(
        Frames.PROTOCOL_ERROR,
        new ClientFrames().raw(0x82, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4));
    assertViolationOfAnother(
        Frames.TOO_BIG, new ClientFrames().raw(0x82, 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4));
  }

  private static void assertViolationOfAnother(int status, ClientFrames frames) {
    new FrameReaderTest().assertViolation(status, frames);
  }

  @Test
  void framesMustBeMasked() {
    assertViolation(Frames.PROTOCOL_ERROR, new ClientFrames().raw(0x81, 2, '4', 'a'));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0xc1, 0xa1, 0x91, 0xc9, 0x83, 0x87, 0x8b, 0x8f, 0x09, 0x08, 0x0a, 0x80, 0x00})
  void firstBytesThatNoFrameMayHaveAreRefused(int first) {
    assertViolation(Frames.PROTOCOL_ERROR, new ClientFrames().frame(first));
  }

  @Test
  void aMessageMustEndBeforeTheNextBegins() {
    assertViolation(
        Frames.PROTOCOL_ERROR, new ClientFrames().frame(Frames.TEXT, (byte) '4').text("4a"));
  }

  @Test
  void controlFramesAreShort() throws Exception {
    read(new ClientFrames().frame(FINAL_PING, new byte[Frames.MAX_CONTROL_BYTES]));
    assertThat(heard.events).hasSize(1);
    assertViolation(
        Frames.PROTOCOL_ERROR,
        new ClientFrames().frame(FINAL_PING, new byte[Frames.MAX_CONTROL_BYTES + 1]));
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "1001, 1001", "1011, 1011", "3000, 3000", "4999, 4999"})
  void aCloseFrameTellsItsStatus(int sent, int status) throws Exception {
    read(new ClientFrames().frame(FINAL_CLOSE, (byte) (sent >> 8), (byte) sent));
    assertThat(heard.events).containsExactly("close " + status);
  }

  @Test
  void aCloseFrameNeedNoneAndNothingFollowsIt() throws Exception {
    read(new ClientFrames().frame(FINAL_CLOSE).text("4late").raw(1, 2, 3));
    read(new ClientFrames().text("4later"));
    assertThat(heard.events).containsExactly("close " + Frames.NO_STATUS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000})
  void aStatusThatDoesNotExistIsRefused(int status) {
    assertViolation(
        Frames.PROTOCOL_ERROR,
        new ClientFrames().frame(FINAL_CLOSE, (byte) (status >> 8), (byte) status));
  }

  @Test
  void aCloseFrameOfOneByteOrWithAReasonThatIsNoTextIsRefused() {
    assertViolation(Frames.PROTOCOL_ERROR, new ClientFrames().frame(FINAL_CLOSE, (byte) 3));
    assertViolationOfAnother(
        Frames.INVALID_PAYLOAD,
        new ClientFrames().frame(FINAL_CLOSE, (byte) 3, (byte) 0xe8, (byte) 0xff));
  }

  @Test
  void afterAMessageThatIsRefusedNothingIsRead() throws Exception {
    assertViolation(Frames.NORMAL, new ClientFrames().text("refuse me").text("4more"));
    read(new ClientFrames().text("4even more"));
    assertThat(heard.events).containsExactly("text refuse me");
  }
}
