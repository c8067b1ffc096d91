package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.session.RawClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the permission file forbids is counted, so that an operator sees who tries. */
@Timeout(60)
class PermissionMetricsTest {
  private static final String FILE =
      """
      namespaces:
        - name: /
          rules:
            - who: anyone
              join: [lobby]
              emit: [{events: [chat], to: ["room:lobby"]}]
      """;

  @TempDir Path directory;
  private PermissionRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = PermissionRig.start(directory, FILE);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void whatIsForbiddenIsCountedAndWhatIsAllowedIsNot() {
    RawClient eve = rig.client("eve");
    assertThat(eve.ask("421[\"$emit\",{\"rooms\":[\"lobby\"]},\"chat\"]")).contains("position");
    assertThat(eve.ask("422[\"$join\",\"lobby\"]")).contains("position");
    assertForbidden(0);
    assertThat(eve.ask("423[\"$join\",\"vault\"]")).contains("\"code\":\"forbidden\"");
    assertForbidden(1);
  }

  @Test
  void eachVerbAndAConnectCountsOnce() {
    RawClient eve = rig.client("eve");
    String[] attempts = {
      "[\"$join\",\"vault\"]",
      "[\"$emit\",{\"rooms\":[\"vault\"]},\"chat\"]",
      "[\"$emit\",{\"rooms\":[\"lobby\"]},\"gossip\"]",
      "[\"$history\",{\"room\":\"lobby\"}]",
    };
    for (int i = 0; i < attempts.length; i++) {
      assertThat(eve.ask("42" + i + attempts[i])).contains("\"code\":\"forbidden\"");
      assertForbidden(i + 1);
    }
    assertThat(rig.answer("/closed,", PermissionRig.auth("eve", Map.of(), "")))
        .startsWith("44/closed,")
        .contains("\"code\":\"forbidden\"");
    assertForbidden(attempts.length + 1);
  }

  private void assertForbidden(int times) {
    assertThat(rig.metrics())
        .contains("holdfast_requests_refused_total{code=\"forbidden\"} " + times + ".0\n");
  }
}
