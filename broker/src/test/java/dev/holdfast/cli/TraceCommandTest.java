package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.broker.metrics.WatchedBroker;
import dev.holdfast.broker.session.RawClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator is told of one event, in every state that it can be in. */
@Timeout(60)
class TraceCommandTest {
  private static final Pattern POSITION = Pattern.compile("\"(?:position|p)\":\"([^\"]+)\"");

  @TempDir Path temp;
  private Path data;
  private WatchedBroker broker;
  private String errors = "";

  @BeforeEach
  void start() throws Exception {
    data = temp.resolve("data");
    broker = WatchedBroker.start(data, WatchedBroker.NEVER_MS, 0);
  }

  /** From now on what nobody needs leaves the store. */
  private void sweep() throws Exception {
    broker.close();
    broker = WatchedBroker.start(data);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private String run(int expected, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> line = new ArrayList<>(List.of("trace", "--data-dir", data.toString()));
    line.addAll(List.of(arguments));
    CommandLine command = HoldfastCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = command.execute(line.toArray(String[]::new));
    errors = err.toString();
    assertThat(code).as(errors).isEqualTo(expected);
    return out.toString();
  }

  private JsonNode trace(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--json");
    return new JsonMapper().readTree(run(0, line.toArray(String[]::new)));
  }

  private static String positionIn(String frame) {
    Matcher matcher = POSITION.matcher(frame);
    assertThat(matcher.find()).as(frame).isTrue();
    return matcher.group(1);
  }

  private String emit(String namespace, String options) {
    try (RawClient bob = broker.connect(namespace, "bob")) {
      return positionIn(
          bob.ask(
              "42" + WatchedBroker.prefix(namespace) + "7[\"$emit\",{" + options + "},\"n\",1]"));
    }
  }

  private static String state(JsonNode trace, String client) {
    for (JsonNode each : trace.path("clients")) {
      if (each.path("client").asText().equals(client)) {
        return each.path("state").asText();
      }
    }
    return "not named";
  }

  @Test
  void ofEachMemberOfARoomItIsToldHowTheEventStandsWithIt() throws Exception {
    for (String client : List.of("away", "left", "left-out")) {
      try (RawClient member = broker.connect("/", client)) {
        member.ask("421[\"$join\",\"R\"]");
      }
    }
    try (RawClient left = broker.connect("/", "left")) {
      left.ask("421[\"$leave\",\"R\"]");
    }
    broker.connect("/", "stranger").close();
    try (RawClient done = broker.connect("/", "done");
        RawClient busy = broker.connect("/", "busy")) {
      done.ask("421[\"$join\",\"R\"]");
      busy.ask("421[\"$join\",\"R\"]");
      String options = "\"rooms\":[\"R\"],\"except\":[\"left-out\"],\"id\":\"flight-7\"";
      String position = emit("/", options);
      done.ask("422[\"$ack\",{\"upTo\":\"" + positionIn(done.next()) + "\"}]");
      busy.next();

      JsonNode trace = trace(position);
      assertThat(trace.path("event").asText()).isEqualTo("n");
      assertThat(trace.path("publisher").asText()).isEqualTo("bob");
      assertThat(trace.path("id").asText()).isEqualTo("flight-7");
      assertThat(trace.path("where").asText()).isEqualTo("stored");
      assertThat(trace.path("targets").toString()).isEqualTo("[{\"room\":\"R\",\"stored\":true}]");
      assertThat(trace.path("counts").toString())
          .isEqualTo("{\"acknowledged\":1,\"delivered\":1,\"waiting\":1}");
      assertThat(state(trace, "done")).isEqualTo("acknowledged");
      assertThat(state(trace, "busy")).isEqualTo("delivered");
      assertThat(state(trace, "away")).isEqualTo("waiting");
      assertThat(state(trace(position, "--client", "left"), "left")).isEqualTo("not-for-it");
      assertThat(state(trace(position, "--client", "left-out"), "left-out"))
          .isEqualTo("not-for-it");
      assertThat(state(trace(position, "--client", "stranger"), "stranger"))
          .isEqualTo("not-for-it");
      assertThat(trace("flight-7")).isEqualTo(trace);
      assertThat(trace("flight-7", "--publisher", "bob")).isEqualTo(trace);
      assertThat(run(0, position))
          .contains("to       room R")
          .contains("clients  1 acknowledged, 1 delivered, 1 waiting")
          .containsPattern("delivered +busy  session ");
    }
  }

  @Test
  void thoseThatHaveNotAcknowledgedItAreNamedFirstAndTheOthersCounted() throws Exception {
    for (int i = 0; i < 5; i++) {
      broker.connect("/", "c" + i).close();
    }
    String position = emit("/", "\"everyone\":true,\"except\":[\"bob\"]");
    try (RawClient client = broker.connect("/", "c0")) {
      client.ask("422[\"$ack\",{\"upTo\":\"" + positionIn(client.next()) + "\"}]");
      JsonNode trace = trace(position, "--limit", "4");
      assertThat(trace.path("counts").toString()).isEqualTo("{\"acknowledged\":1,\"waiting\":4}");
      assertThat(trace.path("clients")).hasSize(4);
      assertThat(state(trace, "c0")).isEqualTo("not named");
      assertThat(trace.path("more").asInt()).isEqualTo(1);
      assertThat(run(0, position, "--limit", "4")).contains("… and 1 more");
    }
  }

  @Test
  void aDeadLetterSaysWhyAndAfterHowManyAttempts() throws Exception {
    String position;
    try (RawClient alice = broker.connect("/retried", "alice")) {
      position = emit("/retried", "\"clients\":[\"alice\"]");
      String nack =
          "42/retried,[\"$nack\",{\"p\":\"" + position + "\",\"delayMs\":0,\"reason\":\"no\"}]";
      alice.next();
      alice.send(nack);
      alice.next();
      JsonNode once = trace(position, "--namespace", "/retried");
      assertThat(once.path("clients").path(0).path("failedAttempts").asInt()).isEqualTo(1);
      alice.send(nack);
      broker.await("holdfast_dead_letters_total", value -> value == 1);
      JsonNode trace = trace(position, "--namespace", "/retried");
      JsonNode client = trace.path("clients").path(0);
      assertThat(client.path("state").asText()).isEqualTo("dead-letter");
      assertThat(client.path("failedAttempts").asInt()).isEqualTo(2);
      assertThat(client.path("reason").asText()).isEqualTo("no");
      assertThat(client.path("atMs").asLong()).isPositive();
    }
    sweep();
    broker.await("holdfast_events_trimmed_total", value -> value == 1);
    JsonNode alone = trace(position, "--namespace", "/retried");
    assertThat(alone.path("where").asText()).isEqualTo("dead-letter");
    assertThat(state(alone, "alice")).isEqualTo("dead-letter");
  }

  @Test
  void whatALimitHasDroppedIsAGap() throws Exception {
    broker.connect("/limited", "alice").close();
    String first = emit("/limited", "\"clients\":[\"alice\"]");
    for (int i = 0; i < 3; i++) {
      emit("/limited", "\"clients\":[\"alice\"]");
    }
    JsonNode trace = trace(first, "--namespace", "/limited");
    assertThat(trace.path("where").asText()).isEqualTo("stored");
    assertThat(state(trace, "alice")).isEqualTo("gap");
    assertThat(trace.path("clients").path(0).path("reason").asText()).isEqualTo("queue-events");
  }

  @Test
  void whatHasExpiredIsToldSo() throws Exception {
    broker.connect("/", "alice").close();
    String position = emit("/", "\"clients\":[\"alice\"],\"ttlMs\":1");
    JsonNode trace = trace(position);
    assertThat(trace.path("ttlMs").asInt()).isEqualTo(1);
    assertThat(state(trace, "alice")).isEqualTo("expired");
    assertThat(run(0, position)).contains("expires  after 1 ms");
  }

  @Test
  void anEventForLaterWaitsForItsTime() throws Exception {
    broker.connect("/", "alice").close();
    long later = System.currentTimeMillis() + 3_600_000;
    String position = emit("/", "\"clients\":[\"alice\"],\"deliverAt\":" + later);
    JsonNode trace = trace(position);
    assertThat(trace.path("where").asText()).isEqualTo("scheduled");
    assertThat(trace.path("deliverAt").asLong()).isEqualTo(later);
    assertThat(run(0, position)).contains("waits    until ");
  }

  @Test
  void whatAllHaveAcknowledgedIsGoneUnlessItIsRetained() throws Exception {
    String plain;
    String kept;
    try (RawClient alice = broker.connect("/", "alice")) {
      alice.ask("421[\"$join\",\"R\"]");
      plain = emit("/", "\"clients\":[\"alice\"]");
      kept = emit("/", "\"rooms\":[\"R\"],\"retain\":true");
      alice.next();
      alice.ask("422[\"$ack\",{\"upTo\":\"" + positionIn(alice.next()) + "\"}]");
    }
    sweep();
    broker.await("holdfast_events_trimmed_total", value -> value == 2);
    assertThat(trace(plain).path("where").asText()).isEqualTo("gone");
    assertThat(run(0, plain)).contains("no event is stored there");
    JsonNode retained = trace(kept);
    assertThat(retained.path("where").asText()).isEqualTo("retained");
    assertThat(state(retained, "alice")).isEqualTo("acknowledged");
  }

  @Test
  void theTraceThatAnEventBelongsToIsShown() throws Exception {
    broker.connect("/", "alice").close();
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    String position = emit("/", "\"clients\":[\"alice\"],\"traceparent\":\"" + parent + "\"");
    assertThat(trace(position).path("traceparent").asText()).isEqualTo(parent);
  }

  @Test
  void whatCannotBeFoundIsSaidInWords() throws Exception {
    run(1, "no-such-event");
    assertThat(errors).contains("'no-such-event' is no position of this broker, and no id");
    String position = emit("/", "\"everyone\":true");
    run(1, position.replaceFirst("\\d+$", "999999"));
    assertThat(errors).contains("nothing stands at").contains("yet");
    run(1, position, "--client", "nobody");
    assertThat(errors).contains("client 'nobody' is not known");
  }

  @Test
  void anIdOfTwoPublishersAsksForMore() throws Exception {
    String options = "{\"everyone\":true,\"id\":\"same\"}";
    for (String publisher : List.of("p1", "p2")) {
      try (RawClient client = broker.connect("/", publisher)) {
        client.ask("427[\"$emit\"," + options + ",\"n\"]");
      }
    }
    run(1, "same");
    assertThat(errors).contains("2 publishers");
    assertThat(trace("same", "--publisher", "p2").path("publisher").asText()).isEqualTo("p2");
  }
}
