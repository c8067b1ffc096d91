package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.security.PermissionRig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes through all verbs: each takes a permission, or is about the client's own queue alone. */
class VerbPermissionsTest {
  private static final String FILE =
      """
      namespaces:
        - name: /
          rules:
            - who: anyone
            - who: {role: all}
              join: ["*"]
              history: ["*"]
              emit: [{events: ["*"], to: ["*"]}]
              shared: ["*"]
              backend: true
              admin: [dead-letters, cancel]
      """;

  /** What may be asked about the client's own queue. */
  private static final String OWN = "";

  private static final Map<Verb, Case> CASES = new EnumMap<>(Verb.class);

  static {
    put(Verb.EMIT, "{\"rooms\":[\"r\"]},\"e\"", "'emit' must have the event");
    put(Verb.CANCEL, "{\"p\":\"none\"}", OWN);
    put(Verb.ACK, "{\"upTo\":\"none\"}", OWN);
    put(Verb.NACK, "{\"p\":\"none\"}", OWN);
    put(Verb.JOIN, "\"r\"", "'join' must have it");
    put(Verb.LEAVE, "\"r\"", OWN);
    put(Verb.ROOMS, "", OWN);
    put(Verb.HISTORY, "{\"room\":\"r\"}", "'history' must have it");
    put(Verb.DEAD_LETTERS, "{\"action\":\"list\",\"of\":\"all\"}", "admin: [dead-letters]");
    put(Verb.TOKEN, "\"none\"", OWN);
    put(Verb.ASK, "{\"everyone\":true},\"e\"", "is for the back-ends");
    put(Verb.SESSIONS, "", "is for the back-ends");
    put(Verb.DISCONNECT, "{\"session\":\"S\"}", "is for the back-ends");
    put(Verb.REPLY, "{\"sid\":\"S\",\"p\":\"none\"}", "is for the back-ends");
  }

  @TempDir Path directory;
  private PermissionRig rig;

  /**
   * One verb.
   *
   * @param arguments of a request
   * @param needed what its refusal names, or {@link #OWN}
   */
  private record Case(String arguments, String needed) {}

  private static void put(Verb verb, String arguments, String needed) {
    CASES.put(verb, new Case(arguments, needed));
  }

  @BeforeEach
  void start() throws Exception {
    rig = PermissionRig.start(directory, FILE);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void everyVerbThatIsNotAboutOnesOwnQueueTakesAPermission() {
    RawClient nobody = rig.client("nobody");
    for (Verb verb : Verb.values()) {
      assertThat(CASES).as("say here what %s needs", verb.wireName()).containsKey(verb);
      String needed = CASES.get(verb).needed();
      String answer = nobody.ask(request(verb));
      if (needed.equals(OWN)) {
        assertThat(answer).doesNotContain("forbidden");
      } else {
        assertThat(answer).contains("\"code\":\"forbidden\"", needed);
      }
    }
  }

  @Test
  void whoHasAllPermissionsIsRefusedNothingButWhatBackEndsDo() {
    RawClient all = rig.client("all", Map.of("roles", List.of("all")), "");
    for (Verb verb : Verb.values()) {
      if (!CASES.get(verb).needed().contains("back-ends")) {
        assertThat(all.ask(request(verb))).as(verb.wireName()).doesNotContain("forbidden");
      }
    }
  }

  private static String request(Verb verb) {
    String arguments = CASES.get(verb).arguments();
    return "421[\"" + verb.wireName() + "\"" + (arguments.isEmpty() ? "" : "," + arguments) + "]";
  }
}
