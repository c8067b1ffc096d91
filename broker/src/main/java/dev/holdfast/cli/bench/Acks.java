package dev.holdfast.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Acknowledges for one member. Owner: its event loop. */
abstract sealed class Acks {
  private Acks() {}

  static Acks of(Acking acking, int payloadBytes) {
    return switch (acking) {
      case AUTO -> new ByPong();
      case EACH -> new ByAckFunction();
      case BATCH -> new ByVerb(payloadBytes);
    };
  }

  /** An event was taken. */
  abstract void add(Client client, Delivery event);

  /** All that had come was taken. */
  void flush(Client client) {}

  private static final class ByPong extends Acks {
    @Override
    void add(Client client, Delivery event) {}
  }

  private static final class ByAckFunction extends Acks {
    @Override
    void add(Client client, Delivery event) {
      if (event.asksForAck()) {
        client.answer(event.ackId());
      }
    }
  }

  private static final class ByVerb extends Acks {
    private static final byte[] HEAD = "[\"$ack\",{\"upTo\":\"".getBytes(US_ASCII);
    private static final byte[] TAIL = "\"}]".getBytes(US_ASCII);
    private static final int MAX_POSITION_BYTES = 128;

    private final int payloadBytes;
    private final byte[] position = new byte[MAX_POSITION_BYTES];
    private int length;

    ByVerb(int payloadBytes) {
      this.payloadBytes = payloadBytes;
    }

    @Override
    void add(Client client, Delivery event) {
      length = event.position(payloadBytes, position);
    }

    @Override
    void flush(Client client) {
      if (length > 0) {
        client.event().put(HEAD).put(position, length).put(TAIL);
        client.end();
        length = 0;
      }
    }
  }
}
