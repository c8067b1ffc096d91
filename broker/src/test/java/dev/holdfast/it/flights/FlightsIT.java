package dev.holdfast.it.flights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.flights.FaultPlan.Fault;
import dev.holdfast.it.flights.Saboteur.Victim;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Language;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The product's one job on real input: every flight of a real data set goes to the rooms of its two
 * airports, while connections, clients and the broker die again and again; in the end every airport
 * has exactly its flights. {@code -Dholdfast.seed=N} repeats a run's faults.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FlightsIT {
  private static final Duration COMPLETE_LIMIT = Duration.ofSeconds(60);

  /**
   * A stock client whose WebSocket dies in the middle of its upgrade neither polls nor writes any
   * more: only its ping timeout brings it back.
   */
  private static final String QUICK_HEARTBEAT =
      "server:\n  pingIntervalMs: 5000\n  pingTimeoutMs: 5000\n";

  private final long seed = Long.getLong("holdfast.seed", System.nanoTime());
  private final List<Flight> flights = FlightData.load();
  private final List<AirportBoard> boards =
      FlightData.airports(flights).stream()
          .map(airport -> new AirportBoard(airport, flights))
          .toList();

  /** To be closed after the test, the last one first. */
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  private BrokerProcess broker;
  private FlightPublisher publisher;
  private FaultProxy publisherProxy;

  @BeforeEach
  void start(@TempDir Path data) {
    System.out.println("FlightsIT seed " + seed);
    broker = toClose(BrokerProcess.start("flights", data, QUICK_HEARTBEAT));
    publisherProxy = toClose(FaultProxy.to(broker.port()));
    publisher = toClose(new FlightPublisher(publisherProxy.url(), "flight-publisher"));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  @Test
  void everyAirportGetsExactlyItsFlightsWhateverDies() {
    List<Victim> victims = openGroups();
    ReceiptTaker receipts = toClose(new ReceiptTaker(groups(victims)));
    Saboteur saboteur = saboteur(victims);
    publishAll(saboteur);
    awaitComplete();
    receipts.close();
    closeTheDay(victims);

    report(saboteur, receipts);
    assertThat(violations()).as("seed %d, %s", seed, saboteur.history()).isEmpty();
    assertThat(saboteur.done().get(Fault.KILL_BROKER)).isGreaterThanOrEqualTo(5);
  }

  /** A sixth of the airports each; a third of all are the SDK's. */
  private List<Victim> openGroups() {
    List<Victim> victims =
        List.of(
            victim(0, SdkGroup::new),
            victim(1, SdkGroup::new),
            victim(2, (url, own) -> stock(Language.JAVA, "each", url, own)),
            victim(3, (url, own) -> stock(Language.JAVA, "each", url, own)),
            victim(4, (url, own) -> stock(Language.JAVASCRIPT, "each", url, own)),
            victim(5, (url, own) -> stock(Language.JAVASCRIPT, "auto", url, own)));
    victims.forEach(victim -> victim.clients().open());
    return victims;
  }

  private Victim victim(int sixth, BiFunction<URI, List<AirportBoard>, ClientGroup> kind) {
    FaultProxy proxy = toClose(FaultProxy.to(broker.port()));
    List<AirportBoard> own =
        IntStream.range(0, boards.size())
            .filter(i -> i % 6 == sixth)
            .mapToObj(boards::get)
            .toList();
    return new Victim(toClose(kind.apply(proxy.url(), own)), proxy);
  }

  private static ClientGroup stock(
      Language language, String ackMode, URI url, List<AirportBoard> boards) {
    return new StockGroup(language, ClientOptions.to(url).auth("ack", ackMode), boards);
  }

  private Saboteur saboteur(List<Victim> victims) {
    Random random = new Random(seed);
    FaultPlan plan = FaultPlan.draw(random, flights.size());
    return new Saboteur(random, broker, publisherProxy, victims).plan(plan);
  }

  private void publishAll(Saboteur saboteur) {
    List<CompletableFuture<?>> confirms = new ArrayList<>();
    for (int i = 0; i < flights.size(); i++) {
      saboteur.beforeFlight(i);
      Flight flight = flights.get(i);
      List<String> rooms = List.of(flight.origin(), flight.destination());
      confirms.add(publisher.publish(rooms, FlightPublisher.FLIGHT, flight).toCompletableFuture());
    }
    saboteur.endFault();
    CompletableFuture.allOf(confirms.toArray(new CompletableFuture<?>[0])).join();
  }

  private void awaitComplete() {
    long deadline = System.nanoTime() + COMPLETE_LIMIT.toNanos();
    long complete = boards.stream().filter(board -> board.awaitComplete(deadline)).count();
    assertThat(complete)
        .as(() -> "seed %d, complete airports; %s".formatted(seed, violations()))
        .isEqualTo(boards.size());
  }

  /** What was receipted does not even come again after one more SIGKILL: only the closing call. */
  private void closeTheDay(List<Victim> victims) {
    groups(victims).forEach(ClientGroup::settle);
    broker.kill9();
    broker.restart();
    for (AirportBoard board : boards) {
      publisher.publish(List.of(board.airport()), FlightPublisher.CLOSING_CALL, Map.of());
    }
    long deadline = System.nanoTime() + COMPLETE_LIMIT.toNanos();
    for (AirportBoard board : boards) {
      assertThat(board.awaitClosingCall(deadline)).as(board.airport()).isTrue();
    }
  }

  private static List<ClientGroup> groups(List<Victim> victims) {
    return victims.stream().map(Victim::clients).toList();
  }

  private List<String> violations() {
    return boards.stream().flatMap(board -> board.violations().stream()).limit(50).toList();
  }

  private void report(Saboteur saboteur, ReceiptTaker receipts) {
    System.out.printf(
        "FlightsIT seed %d: %d flights, %d airports, faults %s, and one SIGKILL at the end,"
            + " %d connections, %d receipts, %d duplicates%n",
        seed,
        flights.size(),
        boards.size(),
        saboteur.done(),
        boards.stream().mapToInt(AirportBoard::connections).sum(),
        receipts.receipts(),
        boards.stream().mapToInt(AirportBoard::duplicates).sum());
  }

  private <T extends AutoCloseable> T toClose(T resource) {
    resources.push(resource);
    return resource;
  }
}
