package dev.holdfast.broker.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.admin.AdminCalls;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.QueueLimits;
import dev.holdfast.broker.queue.RedeliveryPolicy;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.QueueRules;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.broker.session.RawClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and changes, of a broker with real clients. */
class AdminApiTest {
  private static final RedeliveryPolicy ONCE = new RedeliveryPolicy(0, 1, 1, 1);
  private static final QueueLimits MANY =
      new QueueLimits(10_000, 0, 0, QueueLimits.Overflow.DROP_OLDEST);

  @TempDir Path dataDir;
  private Broker broker;
  private AdminCalls api;

  @BeforeEach
  void start() throws Exception {
    QueueRules queues = new QueueRules(List.of(), MANY, ONCE, 0);
    Backends backends = new Backends(List.of("ops"), null, 1);
    NamespaceRules rules = new NamespaceRules(false, backends, Routes.toEveryone(), queues);
    broker = TestBrokers.withAdmin(dataDir, List.of(new NamespaceConfig("/", rules)));
    api = new AdminCalls(broker.adminPort());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private RawClient client(String id) {
    RawClient client = connect(id);
    client.answerPings();
    return client;
  }

  private RawClient connect(String id) {
    return RawClient.connect(broker.port(), "{\"clientId\":\"" + id + "\",\"ack\":\"batch\"}");
  }

  /** Clients that have been there, and are away. */
  private void known(String... ids) {
    for (String id : ids) {
      connect(id).close();
    }
  }

  private static List<String> texts(JsonNode items, String key) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(key.isEmpty() ? item.asText() : item.path(key).asText()));
    return texts;
  }

  @Test
  void clientsAreListedInPages() {
    known("c", "a", "b");
    AdminCalls.Reply first = api.get("/v1/clients?limit=2");
    assertThat(texts(first.body().path("clients"), "clientId")).containsExactly("a", "b");
    String next = first.body().path("next").asText();
    JsonNode rest = api.get("/v1/clients?limit=2&after=" + next).body();
    // The back-end has a queue from the start.
    assertThat(texts(rest.path("clients"), "clientId")).containsExactly("c", "ops");
    assertThat(rest.path("next").isNull()).isTrue();
  }

  @Test
  void aClientIsShownWithItsQueueRoomsAndSessions() {
    try (RawClient a = client("a")) {
      a.ask("421[\"$join\",\"R\"]");
      api.post("/v1/emit", "{'rooms':['R'],'name':'n','args':[1]}");
      assertThat(a.nextBesidesPings()).startsWith("42[\"n\",1,");
      JsonNode shown = api.get("/v1/clients/a").body();
      assertThat(shown.path("connected").asBoolean()).isTrue();
      assertThat(shown.path("pendingEvents").asInt()).isEqualTo(1);
      assertThat(texts(shown.path("rooms"), "")).containsExactly("R");
      assertThat(shown.path("sessions").get(0).path("ack").asText()).isEqualTo("batch");
      assertThat(shown.path("sessions").get(0).path("unacknowledged").asInt()).isEqualTo(1);
    }
    assertThat(api.get("/v1/clients/nobody").status()).isEqualTo(404);
  }

  @Test
  void aQueueIsShownInPagesAndStaysAsItIs() {
    known("a");
    for (int i = 0; i < 5; i++) {
      api.post("/v1/emit", "{'clients':['a'],'name':'n','args':[" + i + "]}");
    }
    JsonNode page = api.get("/v1/clients/a/queue?limit=3").body();
    assertThat(texts(page.path("events"), "event")).hasSize(3);
    assertThat(page.path("events").get(0).path("event").toString()).isEqualTo("[\"n\",0]");
    assertThat(page.path("events").get(0).path("targets").get(0).asText()).isEqualTo("client:a");
    String next = page.path("next").asText();
    page = api.get("/v1/clients/a/queue?limit=3&after=" + next).body();
    assertThat(page.path("events")).hasSize(2);
    assertThat(page.path("next").isNull()).isTrue();
    assertThat(api.get("/v1/clients/a").body().path("pendingEvents").asInt()).isEqualTo(5);
  }

  @Test
  void whatIsPurgedIsNotDeliveredAndTheClientIsToldAGap() {
    known("a");
    String last = "";
    for (int i = 0; i < 3; i++) {
      JsonNode emitted =
          api.post("/v1/emit", "{'clients':['a'],'name':'n','args':[" + i + "]}").body();
      last = i < 2 ? emitted.path("position").asText() : last;
    }
    JsonNode purged = api.post("/v1/clients/a/queue/purge", "{'upTo':'" + last + "'}").body();
    assertThat(purged.path("purged").asInt()).isEqualTo(2);
    assertThat(purged.path("gap").path("reason").asText()).isEqualTo("purged");
    assertThat(texts(api.get("/v1/clients/a/gaps").body().path("gaps"), "reason"))
        .containsExactly("purged");
    try (RawClient a = client("a")) {
      assertThat(a.nextBesidesPings())
          .startsWith("42[\"$gap\",{")
          .contains("\"events\":2")
          .contains("\"reason\":\"purged\"");
      assertThat(a.nextBesidesPings()).startsWith("42[\"n\",2,");
    }
  }

  @Test
  void aClientThatIsThereKeepsWhatItWasGivenAndIsToldOfTheRest() {
    String auth = "{\"clientId\":\"a\",\"ack\":\"batch\",\"window\":1}";
    try (RawClient a = RawClient.connect(broker.port(), auth)) {
      for (int i = 0; i < 3; i++) {
        api.post("/v1/emit", "{'clients':['a'],'name':'n','args':[" + i + "]}");
      }
      String given = a.nextBesidesPings();
      assertThat(given).startsWith("42[\"n\",0,");
      assertThat(api.post("/v1/clients/a/queue/purge", "{}").body().path("purged").asInt())
          .isEqualTo(3);
      assertThat(api.get("/v1/clients/a/queue").body().path("events")).isEmpty();
      String p = given.replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
      a.send("42[\"$ack\",{\"upTo\":\"" + p + "\"}]");
      assertThat(a.nextBesidesPings()).contains("$gap").contains("purged");
    }
  }

  @Test
  void aPurgeOfNothingChangesNothing() {
    known("a");
    JsonNode purged = api.post("/v1/clients/a/queue/purge", "{}").body();
    assertThat(purged.path("purged").asInt()).isZero();
    assertThat(api.get("/v1/clients/a/gaps").body().path("gaps")).isEmpty();
    assertThat(api.post("/v1/clients/x/queue/purge", "{}").status()).isEqualTo(404);
    assertThat(api.post("/v1/clients/a/queue/purge", "{'upTo':'x'}").code())
        .isEqualTo("bad-request");
  }

  @Test
  void theQueueOfASessionIsNotPurged() {
    try (RawClient anonymous = RawClient.connect(broker.port(), "")) {
      String sid = api.get("/v1/sessions").body().path("sessions").get(0).path("sid").asText();
      assertThat(api.post("/v1/clients/~" + sid + "/queue/purge", "{}").status()).isEqualTo(409);
      assertThat(anonymous.untilNow()).isEmpty();
    }
  }

  @Test
  void deadLettersAreListedReplayedAndPurged() {
    try (RawClient a = connect("a")) {
      for (int i = 0; i < 3; i++) {
        api.post("/v1/emit", "{'clients':['a'],'name':'n','args':[" + i + "]}");
        String p = a.nextBesidesPings().replaceFirst(".*\"p\":\"([^\"]+)\".*", "$1");
        a.ask("421[\"$nack\",{\"p\":\"" + p + "\",\"reason\":\"busy\"}]");
      }
      JsonNode page = api.get("/v1/clients/a/dead-letters?limit=2").body();
      assertThat(texts(page.path("deadLetters"), "reason")).containsExactly("busy", "busy");
      List<String> two = texts(page.path("deadLetters"), "p");
      assertThat(page.path("next").asText()).isEqualTo(two.get(1));
      String path = "/v1/clients/a/dead-letters";
      String first = "{'positions':['" + two.get(0) + "']}";
      assertThat(api.post(path + "/replay", first).body().path("replayed").asInt()).isEqualTo(1);
      assertThat(a.nextBesidesPings()).startsWith("42[\"n\",0,");
      assertThat(api.post(path + "/replay", first).body().path("replayed").asInt()).isZero();
      String second = "{'positions':['" + two.get(1) + "']}";
      assertThat(api.post(path + "/purge", second).body().path("purged").asInt()).isEqualTo(1);
      assertThat(api.get(path).body().path("deadLetters")).hasSize(1);
      assertThat(api.post(path + "/purge", "{}").status()).isEqualTo(400);
    }
  }

  @Test
  void roomsAndTheirMembersAreListedInPages() {
    for (String id : List.of("a", "b", "c")) {
      try (RawClient member = client(id)) {
        member.ask("421[\"$join\",\"R\"]");
        member.ask("422[\"$join\",\"own/" + id + "\"]");
      }
    }
    JsonNode rooms = api.get("/v1/rooms?limit=3").body();
    assertThat(texts(rooms.path("rooms"), "room")).containsExactly("R", "own/a", "own/b");
    assertThat(rooms.path("next").asText()).isEqualTo("own/b");
    assertThat(api.get("/v1/rooms/own%2Fa/members").body().path("members").toString())
        .isEqualTo("[\"a\"]");
    JsonNode members = api.get("/v1/rooms/R/members?limit=2").body();
    assertThat(texts(members.path("members"), "")).containsExactly("a", "b");
    JsonNode rest = api.get("/v1/rooms/R/members?after=b").body();
    assertThat(texts(rest.path("members"), "")).containsExactly("c");
    assertThat(api.get("/v1/rooms/none/members").status()).isEqualTo(404);
    api.post("/v1/emit", "{'rooms':['R'],'name':'n'}");
    assertThat(api.get("/v1/rooms/R").body().path("events").asInt()).isEqualTo(1);
  }

  @Test
  void aClientIsPutIntoARoomAndTakenOut() {
    try (RawClient a = client("a")) {
      assertThat(api.post("/v1/rooms/R/members/a/join", "{}").body().has("position")).isTrue();
      api.post("/v1/emit", "{'rooms':['R'],'name':'in'}");
      assertThat(a.nextBesidesPings()).startsWith("42[\"in\",");
      assertThat(api.post("/v1/rooms/R/members/a/leave", "{}").status()).isEqualTo(200);
      api.post("/v1/emit", "{'rooms':['R'],'name':'out'}");
      api.post("/v1/emit", "{'clients':['a'],'name':'last'}");
      assertThat(a.nextBesidesPings()).startsWith("42[\"last\",");
    }
    assertThat(api.post("/v1/rooms/R/members/nobody/join", "{}").status()).isEqualTo(404);
    assertThat(api.post("/v1/rooms/$x/members/a/join", "{}").code()).isEqualTo("bad-request");
  }

  @Test
  void sessionsAreListedInPagesAndEnded() {
    try (RawClient a = client("a");
        RawClient b = client("b")) {
      JsonNode one = api.get("/v1/sessions?limit=1").body();
      assertThat(one.path("sessions")).hasSize(1);
      String next = one.path("next").asText();
      assertThat(api.get("/v1/sessions?after=" + next).body().path("sessions")).hasSize(1);
      JsonNode shown = api.get("/v1/clients/a").body().path("sessions").get(0);
      String sid = shown.path("sid").asText();
      JsonNode alone = api.get("/v1/sessions/" + sid).body();
      assertThat(alone.path("clientId")).isEqualTo(shown.path("clientId"));
      assertThat(alone.path("rooms")).isEmpty();
      JsonNode ended = api.post("/v1/sessions/" + sid + "/disconnect", "{}").body();
      assertThat(ended.path("disconnected").asInt()).isEqualTo(1);
      assertThat(a.nextBesidesPings()).isEqualTo("41");
      assertThat(api.get("/v1/sessions/" + sid).status()).isEqualTo(404);
      assertThat(
              api.post("/v1/clients/b/disconnect", "{'comeBack':true}")
                  .body()
                  .path("disconnected")
                  .asInt())
          .isEqualTo(1);
      assertThat(b.nextBesidesPings()).isEqualTo("(closed)");
    }
  }

  @Test
  void anEventOfTheOperatorsReachesEveryoneAndNamesNobody() {
    try (RawClient a = client("a")) {
      AdminCalls.Reply emitted =
          api.post("/v1/emit", "{'everyone':true,'name':'hello','args':['x',{'y':[1]}]}");
      String p = emitted.body().path("position").asText();
      assertThat(a.nextBesidesPings())
          .startsWith("42[\"hello\",\"x\",{\"y\":[1]},{\"p\":\"" + p + "\"")
          .doesNotContain("publisher");
    }
    assertThat(api.post("/v1/emit", "{'everyone':true}").code()).isEqualTo("bad-request");
    assertThat(api.post("/v1/emit", "{'name':'n'}").status()).isEqualTo(400);
    assertThat(api.post("/v1/emit", "{'everyone':true,'name':'$gap'}").code())
        .isEqualTo("reserved-name");
    assertThat(api.post("/v1/emit", "{'clients':['nobody'],'name':'n'}").status()).isEqualTo(404);
  }

  @Test
  void backEndsLimitsAndNamespacesAreShown() {
    known("a");
    JsonNode ops = api.get("/v1/backends").body().path("backends").get(0);
    assertThat(ops.path("clientId").asText()).isEqualTo("ops");
    assertThat(ops.path("sessions").asInt()).isZero();
    assertThat(api.get("/v1/clients/ops").body().path("connected").asBoolean()).isFalse();
    // It was told of the session that came and went.
    assertThat(ops.path("pendingEvents").asInt()).isGreaterThan(0);
    JsonNode limits = api.get("/v1/limits").body();
    assertThat(limits.path("queue").path("maxEvents").asInt()).isEqualTo(10_000);
    assertThat(limits.path("settings").has("server.maxPayloadBytes")).isTrue();
    assertThat(texts(api.get("/v1/namespaces").body().path("namespaces"), "")).containsExactly("/");
  }
}
