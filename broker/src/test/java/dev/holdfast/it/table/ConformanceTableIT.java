package dev.holdfast.it.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.client.Confirm;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.Workspace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every stock client over every transport in every ack mode, all at once, through every fault: what
 * it missed, what came again, and whether the order was kept. The table it makes is in {@code
 * docs/conformance.md}; {@code -Dholdfast.writeReference} writes it anew.
 */
class ConformanceTableIT {
  private static final int BLOCK = 50;
  private static final Path PAGE = Workspace.module().resolve("../docs/conformance.md");
  private static final Path GENERATED = Workspace.module().resolve("target/conformance-table.md");

  /** Pages of other origins may connect, and a delivery is soon followed by a ping. */
  private static final String CONFIGURATION =
      """
      server:
        allowedOrigins: ["*"]
      session:
        autoAckDelayMs: 300
      """;

  private final Map<Carrier, FaultProxy> proxies = new EnumMap<>(Carrier.class);
  private final List<Crew> crews = new ArrayList<>();
  private final ConformanceTable table = new ConformanceTable();
  private BrokerProcess broker;
  private HoldfastClient publisher;
  private CompletableFuture<Confirm> confirmed;
  private int next;

  /** A proxy for each carrier: a browser opens only six connections to one host and port. */
  @BeforeEach
  void start(@TempDir Path data) {
    broker = BrokerProcess.start("table", data, CONFIGURATION);
    Map<Carrier, URI> urls = new EnumMap<>(Carrier.class);
    for (Carrier carrier : Carrier.values()) {
      proxies.put(carrier, FaultProxy.to(broker.port()));
      urls.put(carrier, proxies.get(carrier).url());
    }
    crews.add(new StockCrew(Cell.Kind.NODE, Language.JAVASCRIPT, urls));
    crews.add(new PageCrew(Cell.Kind.CHROMIUM, urls));
    crews.add(new StockCrew(Cell.Kind.JAVA, Language.JAVA, urls));
    crews.add(new StockCrew(Cell.Kind.PYTHON, Language.PYTHON, urls));
    crews.forEach(Crew::arrive);
    publisher =
        HoldfastClient.builder(broker.url().toString())
            .clientId("publisher")
            .reconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500))
            .build();
    publisher.connect().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @AfterEach
  void stop() {
    if (publisher != null) {
      publisher.close();
    }
    crews.forEach(Crew::close);
    proxies.values().forEach(FaultProxy::close);
    broker.close();
  }

  @Test
  void nothingIsMissedAndNothingAcknowledgedComesAgainWhateverHappens() {
    for (Fault fault : Fault.values()) {
      int first = next;
      emit(BLOCK);
      crews.get(0).awaitNumber(first);
      emit(BLOCK);
      suffer(fault);
      emit(BLOCK);
      confirmed.orTimeout(30, TimeUnit.SECONDS).join();
      crews.forEach(crew -> crew.awaitNumber(next - 1));
      crews.forEach(Crew::settle);
      crews.forEach(
          crew ->
              crew.drain()
                  .forEach((cell, seen) -> table.add(cell, fault, Verdict.of(first, next, seen))));
    }
    table.writeTo(GENERATED);
    assertThat(table.broken()).isEmpty();
    if (System.getProperty("holdfast.writeReference") != null) {
      table.writeInto(PAGE);
    }
    assertThat(ConformanceTable.withoutRepeats(ConformanceTable.in(PAGE)))
        .isEqualTo(ConformanceTable.withoutRepeats(table.markdown()));
  }

  /** Of the events before it many are under way when it begins; others are emitted meanwhile. */
  private void suffer(Fault fault) {
    switch (fault) {
      case PLAIN -> emit(BLOCK);
      case RELOAD -> {
        crews.forEach(Crew::leave);
        emit(BLOCK);
        crews.forEach(Crew::comeBack);
      }
      case CUT -> cut();
      case RESTART -> {
        broker.terminate();
        emit(BLOCK);
        broker.restart();
      }
      case SIGKILL -> {
        emit(BLOCK);
        broker.kill9();
        broker.restart();
      }
    }
  }

  /** Slow, then half-open, then reset. */
  private void cut() {
    eachProxy(proxy -> proxy.delay(Duration.ofMillis(20)));
    emit(BLOCK / 2);
    eachProxy(FaultProxy::stall);
    emit(BLOCK / 2);
    eachProxy(FaultProxy::cutAll);
    eachProxy(FaultProxy::flow);
    eachProxy(proxy -> proxy.delay(Duration.ZERO));
  }

  private void eachProxy(Consumer<FaultProxy> fault) {
    proxies.values().forEach(fault);
  }

  private void emit(int count) {
    for (int i = 0; i < count; i++) {
      confirmed = publisher.emitToRoom(Crew.ROOM, Crew.EVENT, next++).toCompletableFuture();
    }
  }
}
