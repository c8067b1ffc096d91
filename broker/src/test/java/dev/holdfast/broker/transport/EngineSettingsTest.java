package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
  private static EngineSettings of(String path, int pingIntervalMs, int lowWaterBytes) {
    return new EngineSettings(
        "h",
        0,
        path,
        pingIntervalMs,
        1,
        1,
        1,
        1,
        10,
        lowWaterBytes,
        List.of(),
        null,
        Compression.defaults(),
        EngineLimits.defaults());
  }

  @Test
  void theDefaultsAreThoseOfTheReferenceServer() {
    EngineSettings defaults = EngineSettings.defaults();
    assertThat(defaults.host()).isEqualTo("127.0.0.1");
    assertThat(defaults.path()).isEqualTo("/socket.io/");
    assertThat(defaults.pingIntervalMs()).isEqualTo(25_000);
    assertThat(defaults.pingTimeoutMs()).isEqualTo(20_000);
    assertThat(defaults.upgradeTimeoutMs()).isEqualTo(10_000);
    assertThat(defaults.maxPayloadBytes()).isEqualTo(1_000_000);
    assertThat(defaults.allowedOrigins()).isEmpty();
    assertThat(defaults.cookieName()).isNull();
    assertThat(defaults.compression()).isEqualTo(new Compression(false, true, 1024));
  }

  @Test
  void whatCannotWorkIsRefusedByName() {
    assertThatThrownBy(() -> of("/socket.io", 1, 0)).hasMessageContaining("path");
    assertThatThrownBy(() -> of("/socket.io/", 0, 0)).hasMessageContaining("pingIntervalMs");
    assertThatThrownBy(() -> of("/socket.io/", 1, 11)).hasMessageContaining("lowWaterBytes");
  }
}
