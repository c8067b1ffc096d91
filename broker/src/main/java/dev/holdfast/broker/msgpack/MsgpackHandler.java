package dev.holdfast.broker.msgpack;

import dev.holdfast.broker.transport.CloseReason;
import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.protocol.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns each binary message of a client into the text and attachments that the handler behind it
 * takes. Owned by its lane.
 */
final class MsgpackHandler implements EngineHandler {
  private static final Logger LOG = LoggerFactory.getLogger(MsgpackHandler.class);

  private final MsgpackConnection connection;
  private final EngineHandler handler;
  private final int maxTextBytes;

  /** Takes no message that is longer in JSON than {@code maxTextBytes}. */
  MsgpackHandler(MsgpackConnection connection, EngineHandler handler, int maxTextBytes) {
    this.maxTextBytes = maxTextBytes;
    this.connection = connection;
    this.handler = handler;
  }

  /** A client with another parser came to the wrong port. */
  @Override
  public void onText(Bytes utf8) {
    violated("text where MessagePack is spoken");
  }

  @Override
  public void onBinary(Bytes data) {
    try {
      MsgpackReader.Transcoded packet = MsgpackReader.read(data, maxTextBytes);
      handler.onText(packet.text());
      for (Bytes attachment : packet.attachments()) {
        if (!connection.isClosed()) {
          handler.onBinary(attachment);
        }
      }
    } catch (MalformedMessageException e) {
      violated(String.valueOf(e.getMessage()));
    }
  }

  private void violated(String rule) {
    LOG.debug("closing a connection that broke the protocol: {}", rule);
    connection.close(CloseReason.PARSE_ERROR);
  }

  @Override
  public void onPing() {
    handler.onPing();
  }

  @Override
  public void onPong() {
    handler.onPong();
  }

  @Override
  public void onWritable() {
    handler.onWritable();
  }

  @Override
  public void onLeaving(long comeBackMs) {
    handler.onLeaving(comeBackMs);
  }

  @Override
  public void onClose(CloseReason reason) {
    handler.onClose(reason);
  }
}
