package dev.holdfast.broker;

import dev.holdfast.broker.transport.EngineHandler;
import dev.holdfast.broker.transport.FrameSink;
import dev.holdfast.protocol.Bytes;

/** A client of a {@link LaneRig}, which speaks Socket.IO packets. */
final class LaneClient {
  private final FrameSink connection;
  private final EngineHandler session;

  /** The ack id of the next event in mode each. */
  private int nextAckId;

  LaneClient(FrameSink connection, EngineHandler session) {
    this.connection = connection;
    this.session = session;
  }

  void connect(String clientId, String ackMode) {
    session.onText(
        Bytes.utf8("0{\"clientId\":\"%s\",\"ack\":\"%s\"}".formatted(clientId, ackMode)));
  }

  /** An event without an ack function. */
  void emit(String json) {
    session.onText(Bytes.utf8('2' + json));
  }

  /** Begins to count events anew. */
  void forget() {
    connection.clear();
  }

  /**
   * Acknowledges all events since {@link #forget}.
   *
   * @throws IllegalStateException when they were not as many
   */
  void acknowledge(String ackMode, int events) {
    if (connection.messages() != events) {
      throw new IllegalStateException(connection.messages() + " events came, not " + events);
    }
    if (ackMode.equals("batch")) {
      emit("[\"$ack\",{\"upTo\":\"" + position(connection.last().toString()) + "\"}]");
    } else {
      for (int i = 0; i < events; i++) {
        session.onText(Bytes.utf8("3" + nextAckId++ + "[]"));
      }
    }
  }

  /** Of an event with headers. */
  private static String position(String event) {
    String before = "{\"p\":\"";
    int start = event.lastIndexOf(before) + before.length();
    return event.substring(start, event.indexOf('"', start));
  }
}
