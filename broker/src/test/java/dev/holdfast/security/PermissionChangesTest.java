package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.session.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client may do is taken from it, or given to it, while it is connected or away. */
class PermissionChangesTest {
  /** Within this a change must hold. */
  private static final long PROMISED_MS = 5000;

  private static final String ROOMS = "421[\"$rooms\"]";
  private static final Map<String, ?> ADMIN = Map.of("roles", List.of("admin"));

  @TempDir Path directory;
  private PermissionRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = PermissionRig.start(directory, file("[lobby, \"room-*\"]"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** Everybody may join these rooms; admins may emit. */
  private static String file(String rooms) {
    return """
        namespaces:
          - name: /
            rules:
              - {who: anyone, join: %s, shared: [crew]}
              - who: {role: admin}
                emit: [{events: ["*"], to: ["*"]}]
        """
        .formatted(rooms);
  }

  @Test
  void roomThatIsForbiddenIsLeftByASessionOverWebSocket() throws Exception {
    RawClient bob = rig.client("bob");
    join(bob, "lobby");
    join(bob, "room-1");
    rig.permissions(file("[lobby]"));

    within(PROMISED_MS, () -> bob.ask(ROOMS), "431[{\"rooms\":[\"lobby\"]}]");
    assertThat(bob.ask("421[\"$join\",\"room-1\"]")).contains("\"code\":\"forbidden\"");
    emit("room-1", "secret");
    emit("lobby", "open");
    assertThat(bob.nextBesidesPings()).isEqualTo("42[\"open\"]");
  }

  @Test
  void roomThatIsForbiddenIsLeftByASessionOverPolling() throws Exception {
    PollingClient bob = PollingClient.open(rig.port());
    bob.send("40" + PermissionRig.auth("bob", Map.of(), ""));
    assertThat(bob.next()).startsWith("40{");
    assertThat(bob.send("421[\"$join\",\"lobby\"]").next()).startsWith("431[{\"position\"");
    assertThat(bob.send("421[\"$join\",\"room-1\"]").next()).startsWith("431[{\"position\"");
    rig.permissions(file("[lobby]"));

    within(PROMISED_MS, () -> bob.send(ROOMS).next(), "431[{\"rooms\":[\"lobby\"]}]");
    emit("room-1", "secret");
    emit("lobby", "open");
    assertThat(bob.next()).isEqualTo("42[\"open\"]");
  }

  @Test
  void roomThatIsForbiddenIsLeftByAQueueThatSessionsShare() throws Exception {
    RawClient first = rig.client("crew", Map.of(), ",\"shared\":true");
    RawClient second = rig.client("crew", Map.of(), ",\"shared\":true");
    join(first, "lobby");
    join(first, "room-1");
    rig.permissions(file("[lobby]"));

    within(PROMISED_MS, () -> second.ask(ROOMS), "431[{\"rooms\":[\"lobby\"]}]");
    emit("room-1", "secret");
    emit("lobby", "open");
    List<String> got = new ArrayList<>(first.untilNow());
    got.addAll(second.untilNow());
    assertThat(got).doesNotContain("42[\"secret\"]");
  }

  @Test
  void whatIsGivenHoldsWithoutANewConnection() throws Exception {
    RawClient bob = rig.client("bob");
    assertThat(bob.ask("421[\"$join\",\"vault\"]")).contains("\"code\":\"forbidden\"");
    rig.permissions(file("[vault]"));

    within(
        PROMISED_MS,
        () -> bob.ask("421[\"$join\",\"vault\"]").replaceFirst("\"position\":.*", ""),
        "431[{");
  }

  @Test
  void sessionThatMayNotBeInTheNamespaceAnyMoreIsEnded() throws Exception {
    RawClient bob = rig.client("bob");
    RawClient admin = rig.client("admin", ADMIN, "");
    rig.permissions(file("[lobby]").replace("who: anyone", "who: {role: admin}"));

    assertThat(bob.nextBesidesPings()).isEqualTo("41");
    assertThat(rig.answer("", PermissionRig.auth("bob", Map.of(), "")))
        .contains("\"code\":\"forbidden\"");
    assertThat(admin.ask(ROOMS)).isEqualTo("431[{\"rooms\":[]}]");
  }

  @Test
  void clientThatComesBackGetsNothingOfARoomThatWasForbiddenMeanwhile() throws Exception {
    awayWhileRoom1IsForbidden("bob", ",\"ack\":\"batch\"", () -> {});

    RawClient back = rig.client("bob", Map.of(), ",\"ack\":\"batch\"");

    assertThat(back.next()).startsWith("42[\"open\"");
    assertThat(back.next()).startsWith("42[\"$gap\"").contains("\"reason\":\"not-permitted\"");
    assertThat(back.untilNow()).isEmpty();
    assertThat(back.ask(ROOMS)).isEqualTo("431[{\"rooms\":[\"lobby\"]}]");
  }

  @Test
  void sessionThatIsRecoveredByItsPidGetsNothingOfItEither() throws Exception {
    String auth = ",\"ack\":\"offset\"";
    String pid = awayWhileRoom1IsForbidden("bob", auth, () -> {});

    RawClient back =
        rig.open("", PermissionRig.auth("bob", Map.of(), auth + ",\"pid\":\"" + pid + "\""));

    assertThat(back.next()).startsWith("42[\"open\"");
    assertThat(back.untilNow().toString()).doesNotContain("secret");
    assertThat(back.ask(ROOMS)).isEqualTo("431[{\"rooms\":[\"lobby\"]}]");
  }

  @Test
  void sameHoldsWhenTheBrokerWasRestartedMeanwhile() throws Exception {
    awayWhileRoom1IsForbidden("bob", ",\"ack\":\"batch\"", rig::restart);

    RawClient back = rig.client("bob", Map.of(), ",\"ack\":\"batch\"");

    assertThat(back.next()).startsWith("42[\"open\"");
    assertThat(back.next()).startsWith("42[\"$gap\"").contains("\"reason\":\"not-permitted\"");
    assertThat(back.ask(ROOMS)).isEqualTo("431[{\"rooms\":[\"lobby\"]}]");
  }

  @Test
  void fileThatIsWrongTakesNothingAway() throws Exception {
    RawClient bob = rig.client("bob");
    join(bob, "room-1");
    rig.permissions("namespaces:\n  - name: /\n    rules: [{who: anybody}]\n");
    rig.permissions(file("[\"room-*\", vault]"));

    within(
        PROMISED_MS,
        () -> bob.ask("421[\"$join\",\"vault\"]").replaceFirst("\"position\":.*", ""),
        "431[{");
    assertThat(bob.ask(ROOMS)).isEqualTo("431[{\"rooms\":[\"room-1\",\"vault\"]}]");
  }

  @Test
  void brokerDoesNotStartWithAuthenticationAndNoPermissionFile() throws Exception {
    Path configuration = directory.resolve("holdfast.yaml");
    String lines = Files.readString(configuration).replaceFirst("\\n *permissionsFile:.*", "");
    Files.writeString(configuration, lines);

    assertThatThrownBy(rig::restart)
        .hasMessageContaining("auth.permissionsFile")
        .hasMessageContaining("who: anyone");
  }

  @Test
  void brokerDoesNotStartOnABadPermissionFile() throws Exception {
    rig.permissions("namespaces:\n  - name: /\n    rules: [{who: anybody}]\n");

    assertThatThrownBy(rig::restart)
        .hasMessageContaining("permissions.yaml:3:19")
        .hasMessageContaining("must be anyone");
  }

  @FunctionalInterface
  private interface Meanwhile {
    void run() throws Exception;
  }

  /** Returns the pid of the session that went, if it had one. */
  private String awayWhileRoom1IsForbidden(String subject, String auth, Meanwhile meanwhile)
      throws Exception {
    RawClient client = rig.open("", PermissionRig.auth(subject, Map.of(), auth));
    String connected = client.next();
    join(client, "lobby");
    join(client, "room-1");
    client.close();
    emit("room-1", "secret");
    emit("lobby", "open");
    emit("room-1", "secret");
    RawClient other = rig.client("witness");
    join(other, "room-9");
    rig.permissions(file("[lobby]"));
    within(PROMISED_MS, () -> other.ask(ROOMS), "431[{\"rooms\":[]}]");
    meanwhile.run();
    return connected.replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
  }

  private static void join(RawClient client, String room) {
    assertThat(client.ask("421[\"$join\",\"" + room + "\"]")).startsWith("431[{\"position\"");
  }

  private void emit(String room, String event) {
    RawClient admin = rig.client("admin", ADMIN, "");
    String answer = admin.ask("421[\"$emit\",{\"rooms\":[\"" + room + "\"]},\"" + event + "\"]");
    assertThat(answer).startsWith("431[{\"position\"");
    admin.close();
  }

  private static void within(long ms, Supplier<String> asked, String expected) {
    long deadline = System.nanoTime() + ms * 1_000_000;
    String answer = asked.get();
    while (!answer.equals(expected) && System.nanoTime() < deadline) {
      answer = asked.get();
    }
    assertThat(answer).isEqualTo(expected);
  }
}
