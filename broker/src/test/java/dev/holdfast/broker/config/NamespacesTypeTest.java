package dev.holdfast.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Route;
import dev.holdfast.broker.routing.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespacesTypeTest {
  @TempDir Path temp;

  @Test
  void namespacesCarryTheirRoutesInOrder() throws Exception {
    assertThat(
            load(
                """
                namespaces:
                  - name: /
                    routes:
                      - {event: "chat*", to: others}
                      - {event: "order", to: "client:backend"}
                      - {event: "*", to: "room:lobby"}
                    defaultRoute: reject
                  - name: /admin
                """))
        .containsExactly(
            new NamespaceConfig(
                "/",
                new Routes(
                    List.of(
                        new Routes.Rule("chat*", new Destination.Others()),
                        new Routes.Rule("order", toClient("backend")),
                        new Routes.Rule("*", new Destination.One(StreamName.Kind.ROOM, "lobby"))),
                    new Destination.Reject())),
            new NamespaceConfig("/admin", Routes.toEveryone()));
  }

  @Test
  void namespaceMayHaveBackendsThatAuthorizeAndReply() throws Exception {
    assertThat(
            load(
                """
                namespaces:
                  - name: /tenant-*
                    recovery: true
                    backends: [chat, audit]
                    authorize: chat
                    authorizeTimeoutMs: 700
                    routes:
                      - {event: ask, to: "client:chat", reply: true}
                      - {event: buy, to: "client:chat", id: 2, reply: true, replyTimeoutMs: 50}
                      - {event: log, to: "client:audit", id: 1}
                    defaultRoute: client:chat
                """))
        .containsExactly(
            new NamespaceConfig(
                "/tenant-*",
                new NamespaceRules(
                    true,
                    new Backends(List.of("chat", "audit"), "chat", 700),
                    new Routes(
                        List.of(
                            new Routes.Rule("ask", new Route(toClient("chat"), 0, 10_000)),
                            new Routes.Rule("buy", new Route(toClient("chat"), 2, 50)),
                            new Routes.Rule("log", new Route(toClient("audit"), 1, 0))),
                        toClient("chat")))));
  }

  private static Destination toClient(String clientId) {
    return new Destination.One(StreamName.Kind.INBOX, clientId);
  }

  @Test
  void whatDoesNotGoTogetherIsReportedAllAtOnce() {
    assertThat(
            problems(
                """
                namespaces:
                  - name: /
                    backends: [chat, chat, $x]
                    authorize: door
                    routes:
                      - {event: a, to: everyone, reply: true}
                      - {event: b, to: "client:other", reply: true}
                      - {event: c, to: "client:chat", replyTimeoutMs: 5}
                      - {event: d, to: everyone, id: 0}
                  - name: /b
                    authorizeTimeoutMs: 5
                """))
        .containsExactly(
            "3:15: namespaces[0].backends: names 'chat' twice",
            "3:28: namespaces[0].backends[2]: must be a client id: 1 to 255 bytes of UTF-8 without"
                + " control characters that does not begin with $ or ~, not '$x'",
            "4:16: namespaces[0].authorize: must be one of backends, not 'door'",
            "6:41: namespaces[0].routes[0].reply: only a back-end replies: 'to' must be client:ID"
                + " with an ID of backends",
            "7:47: namespaces[0].routes[1].reply: only a back-end replies: 'to' must be client:ID"
                + " with an ID of backends",
            "8:55: namespaces[0].routes[2].replyTimeoutMs: is for a route with reply: true",
            "9:38: namespaces[0].routes[3].id: must be a whole number from 1 to 100, not '0'",
            "11:25: namespaces[1].authorizeTimeoutMs: is for a namespace with authorize");
  }

  @Test
  void aNamespaceThatIsThereTwiceIsAnError() {
    assertThat(problems("namespaces:\n  - name: /a\n  - name: /a\n"))
        .containsExactly("3:5: namespaces[1]: the namespace /a was given before");
  }

  private List<NamespaceConfig> load(String yaml) throws Exception {
    Path file = Files.writeString(temp.resolve("holdfast.yaml"), yaml);
    return ConfigLoader.load(file, List.of()).namespaces();
  }

  /** Without the name of the file, which is the same in all of them. */
  private List<String> problems(String yaml) {
    int fileName = temp.resolve("holdfast.yaml").toString().length();
    return catchThrowableOfType(ConfigException.class, () -> load(yaml)).problems().stream()
        .map(problem -> problem.toString().substring(fileName + 1))
        .toList();
  }
}
