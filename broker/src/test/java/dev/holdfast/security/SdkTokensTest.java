package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.security.NewToken;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.cli.HoldfastCommand;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.HoldfastClient;
import dev.holdfast.client.HoldfastException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java SDK, and the commands on top of it, where clients have to show who they are. */
class SdkTokensTest {
  private static final long LIFE_SECONDS = 4;

  @TempDir Path directory;
  private final NewToken operator = NewToken.create("operator", Set.of(), Principal.NEVER);
  private final AtomicInteger asked = new AtomicInteger();
  private SecureBroker broker;

  @BeforeEach
  void start() throws Exception {
    SecureBroker.write(directory, "secret", Tokens.SECRET);
    SecureBroker.write(directory, "tokens.yaml", operator.line() + "\n");
    broker =
        SecureBroker.start(
            directory,
            "jwtSecretFile: " + directory.resolve("secret"),
            "tokensFile: " + directory.resolve("tokens.yaml"),
            "jwtClockSkewMs: 0",
            "devices: true");
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private String url() {
    return "http://127.0.0.1:" + broker.port();
  }

  private CompletableFuture<String> shortLived() {
    asked.incrementAndGet();
    Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + LIFE_SECONDS);
    return CompletableFuture.completedFuture(
        Tokens.hs256(Tokens.claims("alice").expirationTime(Date.from(end)).build()));
  }

  @Test
  void aClientWithASupplierGoesOnBeyondItsTokensWithoutBeingCut() throws Exception {
    List<ClientState> states = new CopyOnWriteArrayList<>();
    try (HoldfastClient client =
        HoldfastClient.builder(url()).clientId("alice").tokens(this::shortLived).build()) {
      client.onState((state, reason) -> states.add(state));
      client.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * LIFE_SECONDS);
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      client.rooms().toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(states).containsExactly(ClientState.CONNECTING, ClientState.CONNECTED);
    }
    assertThat(asked.get()).isBetween(3, 20);
  }

  @Test
  void aClientWithoutATokenIsToldSo() {
    try (HoldfastClient client = HoldfastClient.builder(url()).clientId("alice").build()) {
      assertThatThrownBy(() -> client.connect().toCompletableFuture().get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> assertThat(refused.code()).isEqualTo(HoldfastException.UNAUTHORIZED));
    }
  }

  @Test
  void commandsReadTheirTokenFromAFile() {
    Path file = SecureBroker.write(directory, "token", operator.token() + "\n");
    String[] emit = {"emit", "--url", url(), "--room", "R", "note"};
    assertThat(HoldfastCommand.run(emit)).isEqualTo(1);
    String[] withToken = {
      "emit", "--url", url(), "--room", "R", "--token-file", file.toString(), "note"
    };
    assertThat(HoldfastCommand.run(withToken)).isZero();
  }

  @Test
  void theBenchRunsAsDevicesOfOneClient() {
    Path file = SecureBroker.write(directory, "token", operator.token() + "\n");
    String[] bench = {
      "bench",
      url(),
      "--token-file",
      file.toString(),
      "--events",
      "200",
      "--warmup",
      "0s",
      "--client-prefix",
      "operator/bench"
    };
    assertThat(HoldfastCommand.run(bench)).isZero();
    assertThat(HoldfastCommand.run(Arrays.copyOf(bench, 8))).as("as others").isEqualTo(1);
  }
}
