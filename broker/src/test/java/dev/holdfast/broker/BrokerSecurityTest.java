package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.broker.config.ConfigLoader;
import dev.holdfast.broker.files.OwnFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a broker that cannot start leaves behind of its authentication: nothing. */
@Timeout(60)
class BrokerSecurityTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final Set<String> NAMES =
      Set.of("holdfast-auth", "holdfast-jwks", "holdfast-security");
  private static final String PERMISSIONS =
      "namespaces:\n  - name: /\n    rules:\n      - {who: anyone, join: [lobby]}\n";

  @TempDir Path temp;
  private final Set<Thread> before = running();
  private final AtomicInteger fetches = new AtomicInteger();
  private HttpServer issuer;

  @BeforeEach
  void start() throws Exception {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/jwks",
        exchange -> {
          fetches.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    issuer.start();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
  }

  private static Set<Thread> running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> NAMES.contains(thread.getName()))
        .collect(Collectors.toSet());
  }

  private void startBroker(String permissions, String operators) throws Exception {
    Files.writeString(temp.resolve("permissions.yaml"), permissions);
    OwnFiles.replace(temp.resolve("operators.yaml"), operators);
    String config =
        """
        server: {port: 0}
        storage: {dataDir: %1$s/data}
        auth:
          jwksUrl: http://127.0.0.1:%2$d/jwks
          jwtIssuer: issuer
          jwtAudience: holdfast
          permissionsFile: %1$s/permissions.yaml
        admin: {enabled: true, port: 0, tokensFile: %1$s/operators.yaml}
        """
            .formatted(temp, issuer.getAddress().getPort());
    Path file = Files.writeString(temp.resolve("holdfast.yaml"), config);
    Broker.start(ConfigLoader.load(file, List.of())).close();
  }

  private void awaitNothingLeft() {
    Set<Thread> left = left();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!left.isEmpty()) {
      assertThat(System.nanoTime()).as("until these have ended: " + left).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
      left = left();
    }
  }

  private Set<Thread> left() {
    Set<Thread> left = new HashSet<>(running());
    left.removeAll(before);
    return left;
  }

  @Test
  void aBadPermissionFileIsFoundBeforeAThreadRunsOrAKeyIsFetched() {
    assertThatThrownBy(() -> startBroker("nonsense", ""))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("permissions.yaml");
    assertThat(left()).isEmpty();
    assertThat(fetches).hasValue(0);
  }

  @Test
  void whatRunsAlreadyIsEndedWhenALaterPartCannotBeMade() {
    assertThatThrownBy(() -> startBroker(PERMISSIONS, "nonsense"))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("operators.yaml");
    awaitNothingLeft();
  }

  @Test
  void aBrokerThatIsClosedHasEndedThemAll() throws Exception {
    startBroker(PERMISSIONS, "");
    awaitNothingLeft();
  }
}
