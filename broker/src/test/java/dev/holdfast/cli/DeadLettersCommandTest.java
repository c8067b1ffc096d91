package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.broker.session.RawClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command against a broker of this JVM. */
class DeadLettersCommandTest {
  private static final RedeliveryPolicy ONCE = new RedeliveryPolicy(0, 1, 1, 1);

  @TempDir Path dataDir;
  private Broker broker;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void start() throws Exception {
    QueueRules queues = new QueueRules(List.of(), QueueLimits.NONE, ONCE, 0);
    Backends ops = new Backends(List.of("ops"), null, 1);
    NamespaceRules rules = new NamespaceRules(false, ops, Routes.toEveryone(), queues);
    broker = TestBrokers.start(dataDir, List.of(new NamespaceConfig("/", rules)));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  /** Has the client "a" give up on so many events. */
  private RawClient givesUp(int events) {
    RawClient client = RawClient.open(broker.port());
    client.send("40{\"clientId\":\"a\",\"ack\":\"batch\"}");
    assertThat(client.next()).startsWith("40{");
    for (int i = 0; i < events; i++) {
      client.send("42[\"$emit\",{\"clients\":[\"a\"]},\"n\"," + i + "]");
      String event = client.nextBesidesPings();
      String position = event.replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
      String nack = "421[\"$nack\",{\"p\":\"" + position + "\",\"reason\":\"busy\"}]";
      assertThat(client.send(nack).nextBesidesPings()).isEqualTo("431[{}]");
    }
    return client;
  }

  private int run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("dead-letters"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--url", "http://127.0.0.1:" + broker.port()));
    out.getBuffer().setLength(0);
    CommandLine command = HoldfastCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments.toArray(String[]::new));
  }

  @Test
  void aClientsDeadLettersAreListedOverPages() {
    givesUp(205).close();
    assertThat(run("list", "--client-id", "a")).isZero();
    assertThat(out.toString().lines())
        .hasSize(205)
        .allMatch(line -> line.contains("  1 attempts  busy  [\"n\","));
    assertThat(run("list", "--client-id", "a", "--json")).isZero();
    assertThat(out.toString().lines()).hasSize(205).allMatch(line -> line.startsWith("{\"p\":"));
  }

  @Test
  void aBackEndSettlesThemWhileTheApplicationRuns() {
    try (RawClient application = givesUp(3)) {
      assertThat(run("list", "--client-id", "ops", "--of", "a")).isZero();
      String first = out.toString().lines().findFirst().orElseThrow().split(" ", 2)[0];
      assertThat(run("replay", "--client-id", "ops", "--of", "a", first)).isZero();
      assertThat(out.toString()).isEqualToIgnoringNewLines("replayed 1");
      assertThat(application.nextBesidesPings()).startsWith("42[\"n\",0,{");
      assertThat(run("purge", "--client-id", "ops", "--of", "a", "--all")).isZero();
      assertThat(out.toString()).isEqualToIgnoringNewLines("purged 2");
      assertThat(run("list", "--client-id", "ops", "--of", "a")).isZero();
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  void whatTheBrokerRefusesIsSaid() {
    assertThat(run("list", "--client-id", "x", "--of", "a")).isEqualTo(1);
    assertThat(err.toString()).contains("forbidden: $deadLetters of others");
  }

  @Test
  void withoutPositionsAllHasToBeSaid() {
    assertThat(run("purge", "--client-id", "a")).isEqualTo(2);
    assertThat(err.toString()).contains("name positions, or say --all");
  }
}
