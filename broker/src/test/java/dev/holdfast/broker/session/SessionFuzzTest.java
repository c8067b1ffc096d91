package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.engineio.EngineCodecException;
import dev.holdfast.protocol.engineio.EnginePacket;
import dev.holdfast.protocol.engineio.EngineReader;
import dev.holdfast.protocol.engineio.PacketType;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import dev.holdfast.protocol.socketio.SocketProtocolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile packets at the sessions of a real broker: none outlives what its decoder refuses, and one
 * that lives answers. {@code -Dholdfast.fuzz.sessions=N} sets how many rounds.
 */
class SessionFuzzTest {
  private static final int ROUNDS = Integer.getInteger("holdfast.fuzz.sessions", 1_000);
  private static final String QUESTION = "42999[\"$rooms\"]";

  private static final String[] CORPUS = {
    "42[\"$join\",\"R\"]",
    "42[\"$join\",{\"room\":\"R\",\"from\":\"latest\"}]",
    "42[\"$leave\",{\"room\":\"R\"}]",
    "427[\"$emit\",{\"rooms\":[\"R\"],\"except\":[\"c\"],\"id\":\"i\"},\"n\",{\"a\":[1]}]",
    "42[\"$ack\",{\"upTo\":\"a-0-1\",\"also\":[\"a-0-2\"]}]",
    "42[\"$nack\",{\"p\":\"a-0-1\",\"delayMs\":5}]",
    "42[\"chat\",\"hello\",1.5,null]",
    "42[1,2]",
    "42",
    "437[]",
    "43[1]",
    "41",
    "40",
    "40/routed,{\"clientId\":\"c\",\"ack\":\"each\",\"window\":\"5\"}",
    "42/routed,[\"x\"]",
    "451-[\"f\",{\"_placeholder\":true,\"num\":0}]",
    "461-9[{\"_placeholder\":true,\"num\":0}]",
    "3",
    "6",
  };

  private static final String LIKELY = "0123456b/,-[]{}\":\\$~ ae";

  private final long seed = Long.getLong("holdfast.fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void noSessionOutlivesWhatItsDecoderRefuses(@TempDir Path data) throws Exception {
    System.out.printf("session fuzzing: %d rounds from seed %d%n", ROUNDS, seed);
    int refused = 0;
    int answered = 0;
    try (Broker broker = TestBrokers.start(data)) {
      for (int i = 0; i < ROUNDS; i++) {
        List<String> frames = frames();
        boolean mustClose = decoderRefuses(frames);
        boolean closed = closesOn(broker.port(), frames);
        if (mustClose) {
          assertThat(closed).as("seed %d, frames %s", seed, frames).isTrue();
          refused++;
        }
        answered += closed ? 0 : 1;
      }
      try (RawClient other = RawClient.connect(broker.port(), "{}")) {
        assertThat(other.ask(QUESTION)).startsWith("43999[");
      }
    }
    assertThat(refused).isPositive();
    assertThat(answered).isPositive();
  }

  /** One to four text frames; the empty one stands for a binary frame. */
  private List<String> frames() {
    List<String> frames = new ArrayList<>();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      String text = CORPUS[random.nextInt(CORPUS.length)];
      frames.add(random.nextBoolean() ? text : mutated(text));
      if (random.nextInt(5) == 0) {
        frames.add("");
      }
    }
    return frames;
  }

  private String mutated(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(changed.length());
      char likely = LIKELY.charAt(random.nextInt(LIKELY.length()));
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, likely);
        case 1 -> changed.insert(at, likely);
        default -> changed.deleteCharAt(at).append(likely);
      }
    }
    return changed.toString();
  }

  /** What the decoders say alone; an Engine.IO packet of another type is not Socket.IO's matter. */
  private static boolean decoderRefuses(List<String> frames) {
    SocketPacketReader reader = new SocketPacketReader();
    try {
      for (String frame : frames) {
        EnginePacket packet =
            frame.isEmpty()
                ? EnginePacket.binary(Bytes.EMPTY)
                : EngineReader.packet(Bytes.utf8(frame));
        if (packet.binary()) {
          reader.onBinary(packet.payload());
        } else if (packet.type() == PacketType.MESSAGE) {
          reader.onText(packet.payload());
        }
      }
      reader.onText(Bytes.utf8(QUESTION.substring(1)));
      return false;
    } catch (EngineCodecException | SocketProtocolException e) {
      return true;
    }
  }

  /** Whether the session is closed by these; if not it must answer a question. */
  private static boolean closesOn(int port, List<String> frames) {
    try (RawClient client = RawClient.connect(port, "{}")) {
      try {
        for (String frame : frames) {
          if (frame.isEmpty()) {
            client.sendBinary(new byte[] {1});
          } else {
            client.send(frame);
          }
        }
        client.send(QUESTION);
      } catch (CompletionException closedMeanwhile) {
        return true;
      }
      String answer = client.next();
      while (!answer.equals(RawClient.CLOSED) && !answer.startsWith("43999[")) {
        answer = client.next();
      }
      return answer.equals(RawClient.CLOSED);
    }
  }
}
