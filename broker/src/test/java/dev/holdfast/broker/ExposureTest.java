package dev.holdfast.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExposureTest {
  @TempDir Path directory;

  private BrokerConfig config(String host, String auth) throws Exception {
    String yaml = "server:\n  host: \"%s\"\nauth:\n  %s\n".formatted(host, auth);
    return ConfigLoader.load(
        Files.writeString(directory.resolve("holdfast.yaml"), yaml), List.of());
  }

  @Test
  void aBrokerThatAsksNobodyDoesNotStartWhereOthersCouldReachIt() throws Exception {
    for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
      BrokerConfig config = config(host, "anonymous: true");
      assertThatThrownBy(() -> Broker.start(config))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("auth.tokensFile")
          .hasMessageContaining("auth.insecureLetEveryoneIn: true");
    }
    assertThat(Files.exists(Path.of("data"))).isFalse();
  }

  @Test
  void onThisMachineItMay() throws Exception {
    for (String host : List.of("127.0.0.1", "127.9.9.9", "localhost", "::1")) {
      Exposure.check(config(host, "anonymous: false"));
    }
  }

  @Test
  void withAuthenticationOrWhenItIsMeantItMay() throws Exception {
    Exposure.check(config("0.0.0.0", "tokensFile: tokens.yaml"));
    String asked = "{certFile: c.pem, keyFile: k.pem, clientCaFile: ca.pem, clientAuth: request}";
    Exposure.check(config("0.0.0.0", "certificates: true\ntls: " + asked));
    Exposure.check(config("0.0.0.0", "insecureLetEveryoneIn: true"));
  }
}
