package dev.holdfast.protocol.engineio;

import dev.holdfast.protocol.Bytes;

/**
 * Reads the packets of one long-polling body one by one, so that its user may stop between two of
 * them and go on later. Used by one thread.
 */
public final class BodyReader {
  private final Bytes body;
  private int position;
  private boolean done;

  /** Reads this body; an empty one still holds one packet, a malformed one. */
  public BodyReader(Bytes body) {
    this.body = body;
  }

  /** One that reads what this has yet to read. */
  public BodyReader copy() {
    BodyReader copy = new BodyReader(body);
    copy.position = position;
    copy.done = done;
    return copy;
  }

  /** True until the last packet was read or was found malformed. */
  public boolean hasNext() {
    return !done;
  }

  /**
   * The next packet. Those before a malformed one are read, those after it are not.
   *
   * @throws EngineCodecException when it is not a packet; nothing follows then
   */
  public EnginePacket next() throws EngineCodecException {
    int end = position;
    while (end < body.length() && body.at(end) != EngineProtocol.SEPARATOR) {
      end++;
    }
    Bytes part = body.slice(position, end);
    done = true;
    EnginePacket packet = EngineReader.packet(part);
    done = end == body.length();
    position = end + 1;
    return packet;
  }
}
