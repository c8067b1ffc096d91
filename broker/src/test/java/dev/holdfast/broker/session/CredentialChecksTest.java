package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.security.AuthResult;
import dev.holdfast.broker.security.Authentication;
import dev.holdfast.broker.security.Credential;
import dev.holdfast.broker.security.Share;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** How many checks those who are in may ask for. The test's thread is every thread. */
class CredentialChecksTest {
  private static final int PLACES = 8;
  private static final int FOR_RENEWALS = 2;
  private static final Credential TOKEN = Credential.of("unknown", null);

  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final List<AuthResult> results = new ArrayList<>();
  private final Authentication authentication = authentication();
  private int closed;

  private Authentication authentication() {
    Executor workers =
        task -> {
          if (queue.size() == PLACES) {
            throw new RejectedExecutionException();
          }
          queue.add(task);
        };
    return new Authentication(
        new Authentication.Methods(null, null, false, false),
        null,
        workers,
        new Share(workers, FOR_RENEWALS),
        () -> 1);
  }

  private CredentialChecks connection() {
    return new CredentialChecks(authentication, Runnable::run, () -> closed++);
  }

  private void renew(CredentialChecks connection, String session) {
    connection.renew(session, TOKEN, result -> told.add(session));
  }

  @Test
  void aConnectionHasOneCheckUnderWayInHoweverManyNamespacesItIs() {
    CredentialChecks connection = connection();
    for (String session : List.of("a", "b", "c")) {
      renew(connection, session);
    }
    assertThat(queue).hasSize(1);
    queue.remove().run();
    assertThat(told).containsExactly("a");
    assertThat(queue).hasSize(1);
    queue.remove().run();
    queue.remove().run();
    assertThat(told).containsExactly("a", "b", "c");
    assertThat(queue).isEmpty();
  }

  @Test
  void whatASessionThatIsOverHasWaitingIsNotLookedAt() {
    CredentialChecks connection = connection();
    renew(connection, "a");
    for (int i = 0; i < 1000; i++) {
      renew(connection, "b");
      connection.forget("b");
    }
    renew(connection, "c");
    while (!queue.isEmpty()) {
      queue.remove().run();
    }
    assertThat(told).containsExactly("a", "c");
  }

  @Test
  void howeverManyConnectionsRenewWhoComesFindsRoom() {
    for (int i = 0; i < 100; i++) {
      connection().renew(i, TOKEN, results::add);
    }
    assertThat(queue).hasSize(FOR_RENEWALS);
    assertThat(results)
        .as("told to send it again later")
        .hasSize(100 - FOR_RENEWALS)
        .allMatch(AuthResult.Undecided.class::isInstance);
    results.clear();
    for (int i = 0; i < PLACES - FOR_RENEWALS; i++) {
      authentication.authenticate(TOKEN, results::add);
    }
    assertThat(results).isEmpty();
    queue.remove().run();
    queue.remove().run();
    renew(connection(), "a");
    assertThat(queue).as("a place is free again").hasSize(PLACES - FOR_RENEWALS + 1);
  }

  @Test
  void theFifthRefusalEndsTheConnectionOnce() {
    CredentialChecks connection = connection();
    for (int i = 0; i < 4; i++) {
      connection.refused();
    }
    assertThat(closed).isZero();
    connection.refused();
    connection.refused();
    assertThat(closed).isEqualTo(1);
  }
}
