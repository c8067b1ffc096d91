package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.broker.session.RawClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock on the wall was two hours ahead when the broker started, and is set right. For two
 * hours everything that lasts for a time had been over at once.
 */
class ClockStepTest {
  private static final long AHEAD_MS = TimeUnit.HOURS.toMillis(2);
  private static final long DELAY_MS = 700;

  /** A minute to handle an event, and a dead letter after the second attempt. */
  private static final RedeliveryPolicy MINUTE = new RedeliveryPolicy(60_000, 1, 1, 2);

  @TempDir Path dataDir;
  private final AtomicLong aheadMs = new AtomicLong(AHEAD_MS);
  private Broker broker;
  private RawClient alice;
  private RawClient bob;

  @BeforeEach
  void startAheadAndStepBack() throws Exception {
    start();
    aheadMs.set(0);
  }

  private void start() throws Exception {
    QueueRules queues = new QueueRules(List.of(), QueueLimits.NONE, MINUTE, 0);
    NamespaceRules rules = new NamespaceRules(false, Backends.NONE, Routes.toEveryone(), queues);
    List<NamespaceConfig> namespaces = List.of(new NamespaceConfig("/", rules));
    broker = TestBrokers.start(dataDir, namespaces, this::wallMs);
    alice = connect("alice");
    bob = connect("bob");
  }

  /** The clock on the wall is set back while the broker is down. */
  private void restart(long backMs) throws Exception {
    stop();
    aheadMs.addAndGet(-backMs);
    start();
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    broker.close();
  }

  private long wallMs() {
    return System.currentTimeMillis() + aheadMs.get();
  }

  private RawClient connect(String clientId) {
    return RawClient.connect(
        broker.port(), "{\"clientId\":\"" + clientId + "\",\"ack\":\"batch\"}");
  }

  private void emit(String name, String options) {
    String emit = "421[\"$emit\",{\"clients\":[\"alice\"]%s},\"%s\"]".formatted(options, name);
    assertThat(bob.ask(emit)).startsWith("431[{\"position\":");
  }

  private static String positionOf(String delivery) {
    return delivery.replaceAll(".*\"p\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void anEventLivesForItsTimeAndAnAcknowledgementIsInTime() {
    emit("short-lived", ",\"ttlMs\":60000,\"receipt\":true");
    String delivery = alice.nextBesidesPings();
    assertThat(delivery).startsWith("42[\"short-lived\",");
    alice.send("42[\"$ack\",{\"upTo\":\"" + positionOf(delivery) + "\"}]");
    assertThat(bob.nextBesidesPings())
        .startsWith("42[\"$receipt\",")
        .contains("\"outcome\":\"acknowledged\"");
  }

  @Test
  void whoHandlesAnEventHasTheTimeForItAndOneGivenBackRests() {
    emit("held", "");
    emit("returned", "");
    assertThat(alice.nextBesidesPings()).startsWith("42[\"held\",");
    String returned = alice.nextBesidesPings();
    assertThat(returned).startsWith("42[\"returned\",");
    long begun = System.nanoTime();
    alice.send(
        "42[\"$nack\",{\"p\":\"%s\",\"delayMs\":%d}]".formatted(positionOf(returned), DELAY_MS));
    assertThat(alice.nextBesidesPings()).startsWith("42[\"returned\",");
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(DELAY_MS);
  }

  @Test
  void oneGivenBackRestsNoLongerForAClockThatIsSetBackMeanwhile() throws Exception {
    restart(0);
    emit("returned", "");
    String position = positionOf(alice.nextBesidesPings());
    assertThat(alice.ask("421[\"$nack\",{\"p\":\"" + position + "\",\"delayMs\":3000}]"))
        .isEqualTo("431[{}]");
    emit("next", "");
    assertThat(alice.nextBesidesPings()).startsWith("42[\"next\",");
    restart(TimeUnit.MINUTES.toMillis(50));
    assertThat(alice.nextBesidesPings()).startsWith("42[\"next\",");
    assertThat(alice.nextBesidesPings()).startsWith("42[\"returned\",");
  }

  /** Early by the step, at worst. */
  @Test
  void whatWaitsForATimeOfDayComes() {
    emit("later", ",\"deliverAt\":" + (wallMs() + 2_000));
    assertThat(alice.nextBesidesPings()).startsWith("42[\"later\",");
  }
}
