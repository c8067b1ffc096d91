package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.it.rig.TcpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that come and go at any moment leave a client that can be had by the next one. */
class ConnectStormTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = Integer.getInteger("holdfast.storm.rounds", 100);
  private static final long SEED = Long.getLong("holdfast.storm.seed", System.nanoTime());

  @TempDir Path dataDir;

  @Test
  void clientIsFreeAfterItsConnectionsWereCutWhileTheyAttached() throws Exception {
    try (Broker broker = TestBrokers.start(dataDir)) {
      CompletableFuture.allOf(
              IntStream.range(0, THREADS)
                  .mapToObj(i -> TcpClient.onThread(() -> storm(broker.port(), SEED + i)))
                  .toArray(CompletableFuture[]::new))
          .get();
      for (int i = 0; i < 3; i++) {
        try (RawClient client = RawClient.connect(broker.port(), auth(i));
            RawClient other = RawClient.connect(broker.port(), "{}")) {
          String target = "{\"clients\":[\"client-" + i + "\"]}";
          assertThat(other.ask("421[\"$emit\"," + target + ",\"n\"]"))
              .as("seed %s", SEED)
              .startsWith("431[{\"position\":");
          assertThat(client.nextBesidesPings()).startsWith("42[\"n\",{\"p\":");
          assertThat(client.untilNow()).isEmpty();
        }
      }
    }
  }

  private static String auth(int client) {
    return "{\"clientId\":\"client-" + client + "\",\"ack\":\"batch\"}";
  }

  private static void storm(int port, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      try (RawClient client = RawClient.open(port)) {
        client.send("40" + auth(random.nextInt(3)));
        if (random.nextBoolean()) {
          client.next();
        }
        if (random.nextInt(4) == 0) {
          leave(client);
        }
      }
    }
  }

  /** Unless the broker has closed the connection: one opened later had the client already. */
  private static void leave(RawClient client) {
    try {
      client.send("41");
    } catch (CompletionException closed) {
      assertThat(closed).hasCauseInstanceOf(IOException.class);
    }
  }
}
