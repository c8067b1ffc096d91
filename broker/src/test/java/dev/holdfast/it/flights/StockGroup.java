package dev.holdfast.it.flights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.it.flights.AirportBoard.Acknowledged;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientLog.Entry;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.DriverException;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Official clients of one language and one ack mode. */
final class StockGroup implements ClientGroup {
  private static final int MAX_ATTEMPTS = 3;

  private final Language language;
  private final ClientOptions options;
  private final List<AirportBoard> boards;

  /** By airport; those of a killed group are not in it. */
  private final Map<String, StockClient> clients = new ConcurrentHashMap<>();

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
      clients.get(board.airport()).log().awaitConnects(1);
      if (!join(board)) {
        throw new AssertionError(board.airport() + " could not join");
      }
    }
  }

  @Override
  public void kill() {
    clients.clear();
    host.kill();
  }

  @Override
  public void comeBack() {
    host = newHost();
    boards.forEach(this::connect);
  }

  /** In mode auto the client does not know what it has acknowledged. */
  @Override
  public boolean receipt(int number) {
    AirportBoard board = boards.get(number % boards.size());
    if (!inModeEach() || !clients.containsKey(board.airport())) {
      return false;
    }
    Acknowledged acknowledged = board.acknowledged();
    try {
      return join(board) && board.receipted(acknowledged);
    } catch (DriverException cutOffOrKilled) {
      return false;
    }
  }

  @Override
  public void settle() {
    boards.forEach(this::settle);
  }

  /** A client that is just coming back from the last fault has its receipt later. */
  private void settle(AirportBoard board) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Acknowledged acknowledged = board.acknowledged();
      if (join(board) && (!inModeEach() || board.receipted(acknowledged))) {
        return;
      }
    }
    throw new AssertionError(board.airport() + " got no receipt");
  }

  @Override
  public void close() {
    host.close();
  }

  @Override
  public String toString() {
    return "%d %s clients in mode %s".formatted(boards.size(), language, ackMode());
  }

  /**
   * Joining again changes nothing; the answer says that it is durable, and with it all
   * acknowledgements that the broker has read before.
   */
  private boolean join(AirportBoard board) {
    StockClient client = clients.get(board.airport());
    if (client == null) {
      return false;
    }
    JsonNode joined = client.emitForAck("$join", board.airport()).path(0);
    return joined.has("position");
  }

  private boolean inModeEach() {
    return ackMode().equals("each");
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
      case EVENT -> board.show(entry.name(), entry.detail());
      case DISCONNECT, ERROR, TRANSPORT, PING -> {
        // a client comes back by itself; whether it did shows in what arrives
      }
    }
  }
}
