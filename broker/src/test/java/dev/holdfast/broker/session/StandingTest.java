package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that stands is looked at when what it may do has changed. */
class StandingTest {
  private static final List<String> ALL = List.of("lobby", "vault");
  private static final List<String> LOBBY = List.of("lobby");

  private final TestPermissions permissions = new TestPermissions(ALL, List.of());

  @TempDir Path dataDir;
  private SessionRig rig;
  private FrameClient bob;

  @BeforeEach
  void start() throws Exception {
    rig = SessionRig.open(dataDir, permissions.security());
    bob = rig.client().connect("{\"ack\":\"batch\"}");
    bob.ask("20[\"$join\",\"vault\"]", "30[{\"position\"");
    bob.ask("20[\"$join\",\"lobby\"]", "30[{\"position\"");
    bob.stallAfter(0);
    rig.emit("secret", "vault");
    rig.emit("open", "lobby");
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private void forbidTheVault() {
    permissions.allow(LOBBY, List.of());
    rig.review();
    rig.settle();
  }

  private void isDeliveredTheRestAndToldOfTheGap() {
    bob.readOn();
    assertThat(bob.next()).startsWith("2[\"open\"");
    assertThat(bob.next()).startsWith("2[\"$gap\"").contains("\"reason\":\"not-permitted\"");
    assertThat(bob.come()).isEmpty();
  }

  @Test
  void whatWaitsInARoomThatIsForbiddenIsLost() {
    forbidTheVault();

    isDeliveredTheRestAndToldOfTheGap();
  }

  @Test
  void whatWaitsInARoomThatTheClientHasLeftIsLostWhenTheRoomIsForbidden() {
    bob.ask("20[\"$leave\",\"vault\"]", "30[{}]");
    forbidTheVault();

    isDeliveredTheRestAndToldOfTheGap();
  }
}
