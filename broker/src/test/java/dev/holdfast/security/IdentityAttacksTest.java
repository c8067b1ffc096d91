package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.session.RawClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is let in tries to be somebody else. */
class IdentityAttacksTest {
  private static final Pattern PID = Pattern.compile("\"pid\":\"([^\"]+)\"");

  @TempDir Path directory;
  private SecureBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = start(directory);
  }

  private static SecureBroker start(Path directory, String... more) throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    String[] auth = new String[more.length + 1];
    auth[0] = "jwtSecretFile: " + directory.resolve("secret");
    System.arraycopy(more, 0, auth, 1, more.length);
    return SecureBroker.start(directory, auth);
  }

  private void restart(String... more) throws Exception {
    broker.close();
    broker = start(directory, more);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static String auth(String subject, String more) {
    return "{\"token\":\"" + Tokens.hs256(Tokens.claims(subject).build()) + "\"" + more + "}";
  }

  private String answer(String payload) {
    try (RawClient client = RawClient.open(broker.port())) {
      return client.ask("40" + payload);
    }
  }

  @Test
  void theClientIsTheSubjectWhetherItSaysSoOrNot() {
    String named = answer(auth("alice", ",\"clientId\":\"alice\""));
    assertThat(named).contains("\"clientId\":\"alice\",\"resumed\":false");
    assertThat(answer(auth("alice", ",\"ack\":\"batch\"")))
        .contains("\"clientId\":\"alice\",\"resumed\":true");
  }

  @Test
  void aClientIdOfSomebodyElseIsRefusedAndItsSessionStands() {
    try (RawClient alice = RawClient.connect(broker.port(), auth("alice", ""))) {
      assertThat(answer(auth("mallory", ",\"clientId\":\"alice\"")))
          .startsWith("44")
          .contains("forbidden");
      assertThat(answer(auth("mallory", ",\"clientId\":\"alice\",\"shared\":true")))
          .contains("forbidden");
      assertThat(alice.ask("421[\"$rooms\"]")).isEqualTo("431[{\"rooms\":[]}]");
    }
  }

  @Test
  void aPidOfSomebodyElseRecoversNothing() {
    String first = answer(auth("alice", ",\"ack\":\"offset\""));
    Matcher pid = PID.matcher(first);
    assertThat(pid.find()).as(first).isTrue();
    String stolen = ",\"pid\":\"" + pid.group(1) + "\",\"offset\":\"\"";
    String mallory = answer(auth("mallory", stolen));
    assertThat(mallory).startsWith("40").doesNotContain(pid.group(1));
    String sid = pid.group(1).substring(0, pid.group(1).indexOf('.'));
    assertThat(mallory).doesNotContain(sid);
  }

  @Test
  void theSidThatOthersKnowIsNotTheSecretOfTheConnection() throws Exception {
    try (RawClient alice = RawClient.open(broker.port())) {
      String answer = alice.ask("40" + auth("alice", ""));
      String sid = answer.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
      String url = "http://127.0.0.1:" + broker.port() + "/socket.io/?EIO=4&transport=polling&sid=";
      HttpRequest stolen = HttpRequest.newBuilder(URI.create(url + sid)).build();
      assertThat(
              HttpClient.newHttpClient().send(stolen, HttpResponse.BodyHandlers.ofString()).body())
          .contains("Session ID unknown");
    }
  }

  @Test
  void theQueueOfABackendIsForItsOwnSubject() {
    try (RawClient mallory = RawClient.open(broker.port())) {
      String chat = auth("mallory", ",\"clientId\":\"chat\",\"shared\":true");
      assertThat(mallory.ask("40/backed," + chat)).startsWith("44/backed,").contains("forbidden");
    }
    try (RawClient backend = RawClient.open(broker.port())) {
      assertThat(backend.ask("40/backed," + auth("chat", ",\"shared\":true")))
          .startsWith("40/backed,");
    }
  }

  @Test
  void aDeviceIsRefusedUnlessDevicesAreAllowed() throws Exception {
    assertThat(answer(auth("alice", ",\"clientId\":\"alice/phone\""))).contains("forbidden");
    restart("devices: true");
    assertThat(answer(auth("alice", ",\"clientId\":\"alice/phone\"")))
        .contains("\"clientId\":\"alice/phone\"");
  }

  @Test
  void aDeviceOfSomebodyElseIsRefused() throws Exception {
    restart("devices: true");
    assertThat(answer(auth("alice/phone", ""))).contains("unauthorized", "slash");
    assertThat(answer(auth("mallory", ",\"clientId\":\"alice/phone\""))).contains("forbidden");
    assertThat(answer(auth("alice", ",\"clientId\":\"alice/\""))).contains("forbidden");
    assertThat(answer(auth("alice", ",\"clientId\":\"alice/a/b\""))).contains("forbidden");
    assertThat(answer(auth("alice", ",\"clientId\":\"alicephone\""))).contains("forbidden");
  }

  @Test
  void whoShowsNothingIsAnonymousAtMost() throws Exception {
    restart("anonymous: true");
    assertThat(answer("{}")).startsWith("40{\"sid\":");
    assertThat(answer("{\"clientId\":\"alice\"}")).contains("unauthorized");
    assertThat(answer("{\"token\":\"bad\"}")).contains("unauthorized");
  }
}
