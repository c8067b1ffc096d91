package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.files.OwnFiles;
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

/** The commands of an operator against a broker of this JVM. */
class OperatorCommandsTest {
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
    broker = TestBrokers.withAdmin(dataDir, List.of(new NamespaceConfig("/", rules)));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--admin-url", "http://127.0.0.1:" + broker.adminPort()));
    return runAsItIs(all.toArray(String[]::new));
  }

  private int runAsItIs(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine command = HoldfastCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  private RawClient connect(String id) {
    return RawClient.connect(broker.port(), "{\"clientId\":\"" + id + "\",\"ack\":\"batch\"}");
  }

  /** Has the client "a" give up on so many events. */
  private RawClient givesUp(int events) {
    RawClient client = connect("a");
    for (int i = 0; i < events; i++) {
      client.send("42[\"$emit\",{\"clients\":[\"a\"]},\"n\"," + i + "]");
      String event = client.nextBesidesPings();
      String position = event.replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
      String nack = "421[\"$nack\",{\"p\":\"" + position + "\",\"reason\":\"busy\"}]";
      assertThat(client.send(nack).nextBesidesPings()).isEqualTo("431[{}]");
    }
    return client;
  }

  @Test
  void clientsComeAsATableOrAsJson() {
    connect("a").close();
    connect("bob").close();
    assertThat(run("clients", "list")).isZero();
    assertThat(lines().get(0)).matches("client +lifetime +away since +pending +bytes +gaps");
    assertThat(lines()).hasSize(4);
    assertThat(lines().get(2)).startsWith("bob     durable ");
    assertThat(run("clients", "list", "--json", "--limit", "1")).isZero();
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).startsWith("{\"clientId\":\"a\",");
    assertThat(run("clients", "show", "bob")).isZero();
    assertThat(out.toString()).contains("pendingEvents").contains("lifetime");
  }

  @Test
  void aQueueIsShownAndPurged() {
    connect("a").close();
    assertThat(run("clients", "emit", "a", "hello", "{\"x\":1}")).isZero();
    String position = lines().get(0);
    assertThat(run("queue", "peek", "a")).isZero();
    assertThat(lines().get(1)).startsWith(position).endsWith("[\"hello\",{\"x\":1}]");
    assertThat(run("queue", "purge", "a")).isZero();
    assertThat(lines()).containsExactly("purged 1");
    assertThat(run("queue", "gaps", "a", "--json")).isZero();
    assertThat(lines().get(0)).contains("\"reason\":\"purged\"");
    assertThat(run("queue", "peek", "a", "--json")).isZero();
    assertThat(lines()).allMatch(line -> line.contains("\"gap\""));
  }

  @Test
  void deadLettersAreListedOverPagesAndSettled() {
    try (RawClient application = givesUp(205)) {
      assertThat(run("dead-letters", "list", "a")).isZero();
      assertThat(lines()).hasSize(206);
      assertThat(lines().get(1)).matches("\\S+ +1  busy +\\[\"n\",0]");
      String first = lines().get(1).split(" ", 2)[0];
      assertThat(run("dead-letters", "replay", "a", first)).isZero();
      assertThat(lines()).containsExactly("replayed 1");
      assertThat(application.nextBesidesPings()).startsWith("42[\"n\",0,{");
      assertThat(run("dead-letters", "purge", "a", "--all", "--json")).isZero();
      assertThat(lines()).containsExactly("{\"purged\":204}");
      assertThat(run("dead-letters", "list", "a", "--json")).isZero();
      assertThat(lines()).isEmpty();
    }
  }

  @Test
  void withoutPositionsAllHasToBeSaid() {
    assertThat(run("dead-letters", "purge", "a")).isEqualTo(2);
    assertThat(err.toString()).contains("name positions, or say --all");
  }

  @Test
  void roomsSessionsBackEndsAndLimitsAreShown() {
    try (RawClient a = connect("a")) {
      assertThat(run("rooms", "join", "a room", "a")).isZero();
      assertThat(run("rooms", "list")).isZero();
      assertThat(lines().get(1)).matches("a room +0 +0");
      assertThat(run("rooms", "members", "a room")).isZero();
      assertThat(lines()).containsExactly("client", "a");
      assertThat(run("rooms", "emit", "a room", "hello")).isZero();
      assertThat(a.nextBesidesPings()).startsWith("42[\"hello\",{");
      assertThat(run("backends")).isZero();
      assertThat(lines().get(1)).matches("ops +0 +\\d+ +\\d+ +no");
      assertThat(run("limits")).isZero();
      assertThat(out.toString()).contains("server.maxPayloadBytes");
      assertThat(run("sessions", "list", "--json")).isZero();
      String sid = lines().get(0).replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
      assertThat(run("sessions", "disconnect", sid)).isZero();
      assertThat(lines()).containsExactly("disconnected 1");
      assertThat(a.nextBesidesPings()).isEqualTo("41");
    }
  }

  @Test
  void theDataDirectoryIsEnoughToFindTheApi() {
    assertThat(runAsItIs("clients", "list", "--data-dir", dataDir.toString())).isZero();
    assertThat(lines().get(0)).startsWith("client");
    Path empty = dataDir.resolve("empty");
    assertThat(runAsItIs("clients", "list", "--data-dir", empty.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no broker runs on");
  }

  @Test
  void whatIsRefusedIsSaid() throws Exception {
    assertThat(run("clients", "show", "nobody")).isEqualTo(1);
    assertThat(err.toString()).contains("not-found: no client 'nobody' is known in /");
    assertThat(runAsItIs("clients", "list", "--admin-url", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString()).contains("no admin API answers at http://127.0.0.1:1");
    assertThat(run("clients")).isEqualTo(2);
    Path token = OwnFiles.replace(dataDir.resolve("token"), "x\n");
    assertThat(run("clients", "list", "--token-file", token.toString())).isZero();
    OwnFiles.mode(token, "rw-r--r--");
    assertThat(run("clients", "list", "--token-file", token.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("chmod 640 " + token);
  }

  @Test
  void namesCannotMoveTheCursorOfATerminal() {
    connect("a").close();
    run("clients", "emit", "a", "evil\u009b2J\u001b[2J");
    assertThat(run("queue", "peek", "a")).isZero();
    assertThat(out.toString().chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
  }

  @Test
  void aDrainIsWaitedForAndTakenBack() {
    try (RawClient a = connect("a")) {
      assertThat(run("drain", "--status")).isZero();
      assertThat(lines()).containsExactly("serving, 1 connections");
      assertThat(run("drain")).isZero();
      assertThat(lines()).containsExactly("drained, 0 connections");
      assertThat(a.nextBesidesPings()).startsWith("42[\"$restart\",{\"afterMs\":");
      assertThat(run("drain", "--resume")).isZero();
      assertThat(lines()).containsExactly("serving, 0 connections");
    }
    connect("a").close();
  }
}
