package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SDK lets pass the broker takes, and what the broker would not take it refuses. */
class ArgumentLimitsTest {
  @TempDir Path dataDir;

  @Test
  void deepestArgumentThatTheClientTakesIsTakenByTheBroker() throws Exception {
    try (Broker broker = TestBrokers.start(dataDir);
        HoldfastClient client = HoldfastClient.builder(broker.url()).clientId("a").build()) {
      await(client.connect());
      Object value = Map.of();
      int depth = 1;
      while (isTaken(client, value)) {
        value = depth % 2 == 0 ? List.of(value) : Map.of("k", value);
        depth++;
      }
      assertThat(depth).as("levels of the first that is refused").isEqualTo(200);
    }
  }

  private static boolean isTaken(HoldfastClient client, Object value) throws Exception {
    CompletionStage<Confirm> confirm;
    try {
      confirm = client.emitToRoom("R", "deep", value);
    } catch (IllegalArgumentException tooDeep) {
      return false;
    }
    assertThat(await(confirm).position()).isNotEmpty();
    return true;
  }

  @Test
  void placeholdersThatAreNoneOfTheClientsAreTakenWhereTheyMeanNothing() throws Exception {
    Map<String, Object> alike = Map.of("_placeholder", true, "num", 12);
    try (Broker broker = TestBrokers.start(dataDir);
        HoldfastClient client = HoldfastClient.builder(broker.url()).clientId("a").build()) {
      await(client.connect());
      assertThat(await(client.emitToRoom("R", "alone", alike)).position()).isNotEmpty();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> client.emitToRoom("R", "beside", alike, new byte[1]));
      assertThat(await(client.emitToRoom("R", "data", (Object) new byte[1])).position())
          .isNotEmpty();
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
