package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.EndedSession;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Namespaces;
import dev.holdfast.broker.routing.Routes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FarewellsTest {
  private static final Backends CHAT = new Backends(List.of("chat"), null, 1);
  private final Farewells farewells =
      new Farewells(
          new Namespaces(
              Map.of(
                  "/", NamespaceRules.of(Routes.toEveryone()),
                  "/a", new NamespaceRules(false, CHAT, Routes.toEveryone()),
                  "/b-*", new NamespaceRules(false, CHAT, Routes.toEveryone()))),
          () -> 7);

  @Test
  void backendsOfNamedNamespacesHaveQueuesFromTheStart() {
    assertThat(farewells.apply(List.of())).containsExactly(declare("/a"));
  }

  @Test
  void sessionsThatWereLeftAreToldToTheBackendsOfTheirNamespaceOnly() {
    List<LogRecord> records =
        farewells.apply(
            List.of(
                new EndedSession(new ClientKey("/", "alice"), "s1"),
                new EndedSession(new ClientKey("/gone", "alice"), "s2"),
                new EndedSession(new ClientKey("/b-1", "chat"), "s3"),
                new EndedSession(ClientKey.anonymous("/b-1", "s4"), "s4")));
    assertThat(records).hasSize(3).startsWith(declare("/a"), declare("/b-1"));
    assertThat(records.get(2).client()).isEqualTo(ClientKey.anonymous("/b-1", "s4"));
    assertThat(records.get(2).synced()).isTrue();
    assertThat(records.get(2).toString())
        .contains("{\"sid\":\"s4\",\"reason\":\"server shutting down\",\"rooms\":[]}");
  }

  private static LogRecord declare(String namespace) {
    return new LogRecord.Declare(new ClientKey(namespace, "chat"));
  }
}
