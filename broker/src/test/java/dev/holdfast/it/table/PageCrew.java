package dev.holdfast.it.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.holdfast.it.rig.ChromiumPage;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Clients in one page of a headless Chromium, which keeps what they saw over a reload. */
final class PageCrew implements Crew {
  private static final JsonMapper JSON = new JsonMapper();
  private static final URI ELSEWHERE = URI.create("about:blank");

  private final ChromiumPage page = ChromiumPage.launch();
  private final List<Cell> cells;
  private final URI address;

  /**
   * A crew that has not arrived.
   *
   * @param urls where the clients of each carrier connect; the page is from the one for polling
   */
  PageCrew(Cell.Kind kind, Map<Carrier, URI> urls) {
    cells = Cell.of(kind);
    String crew = URLEncoder.encode(describe(urls), StandardCharsets.UTF_8).replace("+", "%20");
    address = urls.get(Carrier.POLLING).resolve("/table.html?crew=" + crew);
  }

  @Override
  public void arrive() {
    try {
      page.openAs(address, Files.readString(Workspace.jsSources().resolve("table/index.html")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.await("crew.isReady()");
    page.evaluate("crew.join('%s')".formatted(ROOM));
  }

  @Override
  public void leave() {
    page.open(ELSEWHERE);
  }

  @Override
  public void comeBack() {
    page.open(address);
  }

  @Override
  public void awaitNumber(int number) {
    page.await("crew.haveSeen(%d)".formatted(number));
  }

  @Override
  public void settle() {
    page.await("crew.isPinged()");
    page.evaluate("crew.join('%s')".formatted(ROOM));
  }

  @Override
  public Map<Cell, List<List<Integer>>> drain() {
    JsonNode seen = page.evaluate("crew.drain()");
    Map<Cell, List<List<Integer>>> drained = new LinkedHashMap<>();
    cells.forEach(cell -> drained.put(cell, connections(seen.get(cell.clientId()))));
    return drained;
  }

  @Override
  public void close() {
    page.close();
  }

  /** The arguments of each client's {@code io()}. */
  private String describe(Map<Carrier, URI> urls) {
    ArrayNode crew = JSON.createArrayNode();
    for (Cell cell : cells) {
      ClientOptions options = cell.options(urls.get(cell.carrier()));
      crew.addObject()
          .put("url", options.url().toString())
          .putPOJO("auth", options.auth())
          .putPOJO("transports", options.transports());
    }
    return crew.toString();
  }

  private static List<List<Integer>> connections(JsonNode seen) {
    List<List<Integer>> connections = new ArrayList<>();
    for (JsonNode connection : seen) {
      List<Integer> numbers = new ArrayList<>();
      connection.forEach(number -> numbers.add(number.asInt()));
      connections.add(numbers);
    }
    return connections;
  }
}
