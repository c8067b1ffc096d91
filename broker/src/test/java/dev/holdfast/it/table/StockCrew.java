package dev.holdfast.it.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Clients in a process of their language, or the Java ones in this. */
final class StockCrew implements Crew {
  private final Language language;
  private final Map<Carrier, URI> urls;
  private final Map<Cell, Track> tracks = new LinkedHashMap<>();
  private final Map<Cell, StockClient> clients = new HashMap<>();
  private ClientHost host;

  /**
   * A crew that has not arrived.
   *
   * @param urls where the clients of each carrier connect
   */
  StockCrew(Cell.Kind kind, Language language, Map<Carrier, URI> urls) {
    this.language = language;
    this.urls = urls;
    Cell.of(kind).forEach(cell -> tracks.put(cell, new Track(cell.clientId())));
    host = newHost();
  }

  @Override
  public void arrive() {
    tracks.forEach(this::connect);
    clients.forEach(
        (cell, client) -> {
          client.log().awaitConnects(1);
          client.log().awaitTransport(cell.carrier().inUse());
          join(client);
        });
  }

  @Override
  public void leave() {
    host.kill();
    clients.clear();
  }

  @Override
  public void comeBack() {
    host = newHost();
    tracks.forEach(this::connect);
  }

  @Override
  public void awaitNumber(int number) {
    tracks.values().forEach(track -> track.awaitNumber(number));
  }

  @Override
  public void settle() {
    tracks.forEach(
        (cell, track) -> {
          if (cell.ack().byHeartbeat()) {
            track.awaitPing();
          }
          join(clients.get(cell));
        });
  }

  @Override
  public Map<Cell, List<List<Integer>>> drain() {
    Map<Cell, List<List<Integer>>> drained = new LinkedHashMap<>();
    tracks.forEach((cell, track) -> drained.put(cell, track.drain()));
    return drained;
  }

  @Override
  public void close() {
    host.close();
  }

  private ClientHost newHost() {
    return language.host("table");
  }

  private void connect(Cell cell, Track track) {
    URI url = urls.get(cell.carrier());
    clients.put(cell, host.connect(cell.clientId(), cell.options(url), track::add));
  }

  /** Joining again changes nothing; its answer makes what was read before it durable. */
  private static void join(StockClient client) {
    assertThat(client.emitForAck("$join", ROOM).path(0).has("position")).isTrue();
  }
}
