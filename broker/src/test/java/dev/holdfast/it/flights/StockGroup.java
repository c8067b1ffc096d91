package dev.holdfast.it.flights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientLog.Entry;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Official clients of one language and one ack mode. */
final class StockGroup implements ClientGroup {
  private static final JsonMapper JSON = new JsonMapper();

  private final Language language;
  private final ClientOptions options;
  private final List<AirportBoard> boards;
  private final Map<String, StockClient> clients = new HashMap<>();
  private ClientHost host;

  /**
   * A group that is not open yet.
   *
   * @param options the same for all clients, with {@code ack}; each adds its {@code clientId}
   */
  StockGroup(Language language, ClientOptions options, List<AirportBoard> boards) {
    this.language = language;
    this.options = options;
    this.boards = boards;
    host = newHost();
  }

  @Override
  public void open() {
    boards.forEach(this::connect);
    for (AirportBoard board : boards) {
      StockClient client = clients.get(board.airport());
      client.log().awaitConnects(1);
      JsonNode joined = client.emitForAck("$join", board.airport()).path(0);
      if (!joined.has("position")) {
        throw new AssertionError(board.airport() + " could not join: " + joined);
      }
    }
  }

  @Override
  public void kill() {
    host.kill();
    clients.clear();
  }

  @Override
  public void comeBack() {
    host = newHost();
    boards.forEach(this::connect);
  }

  /** In mode each an answer to a later verb proves that the broker has read the acks before it. */
  @Override
  public void settle() {
    for (AirportBoard board : boards) {
      clients.get(board.airport()).emitForAck("$rooms");
      if (ackMode().equals("each")) {
        board.settle();
      }
    }
  }

  @Override
  public void close() {
    host.close();
  }

  @Override
  public String toString() {
    return "%d %s clients in mode %s".formatted(boards.size(), language, ackMode());
  }

  private String ackMode() {
    return options.auth().get("ack");
  }

  private ClientHost newHost() {
    return language.host("flights-" + ackMode());
  }

  private void connect(AirportBoard board) {
    ClientOptions own = options.auth("clientId", board.airport());
    clients.put(board.airport(), host.connect(board.airport(), own, entry -> show(board, entry)));
  }

  private static void show(AirportBoard board, Entry entry) {
    switch (entry.kind()) {
      case CONNECT -> board.connected();
      case EVENT -> showEvent(board, entry);
      case DISCONNECT, ERROR, TRANSPORT -> {
        // a client comes back by itself; whether it did shows in what arrives
      }
    }
  }

  private static void showEvent(AirportBoard board, Entry event) {
    if (event.name().equals(FlightPublisher.CLOSING_CALL)) {
      board.closingCall();
      return;
    }
    try {
      board.arrived(JSON.treeToValue(event.detail().path(0), Flight.class));
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a flight: " + event, e);
    }
  }
}
