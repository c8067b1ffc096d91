package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.LogRecord;
import dev.holdfast.broker.security.permission.Rule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client was allowed when it asked is forbidden by the time it would be done or answered.
 */
class ForbiddenMeanwhileTest {
  private static final List<String> NONE = List.of();
  private static final List<String> EVERYONE = List.of("");

  private final TestPermissions permissions =
      new TestPermissions(NONE, EVERYONE, Rule.Power.DEAD_LETTERS);

  @TempDir Path dataDir;
  private SessionRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = SessionRig.open(dataDir, permissions.security());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void deadLettersOfOthersAreNotShownWhenThatIsForbiddenWhileTheyAreRead() {
    rig.append(new LogRecord.Declare(new ClientKey("/", "crew")));
    FrameClient bob = rig.client().connect("{\"ack\":\"batch\"}");
    String list = "21[\"$deadLetters\",{\"action\":\"list\",\"of\":\"crew\"}]";
    assertThat(bob.ask(list, "31[")).startsWith("31[{\"deadLetters\":[");

    bob.send(list);
    permissions.allow(NONE, NONE);

    assertThat(bob.next()).startsWith("31[{\"error\":{\"code\":\"forbidden\"");
  }

  @Test
  void clientDoesNotBeginInThePastThatIsForbiddenWhileItsPlaceIsLookedFor() {
    FrameClient bob = rig.client();
    bob.send("0{\"from\":\"1\"}");
    rig.step("the client is let in");
    permissions.allow(NONE, NONE);

    assertThat(bob.next()).startsWith("4{").contains("\"code\":\"forbidden\"");
    rig.settle();
    assertThat(bob.come()).isEmpty();
  }

  @Test
  void clientThatIsLetInAndAllowedAllTheWhileBegins() {
    FrameClient bob = rig.client();
    bob.send("0{\"from\":\"1\"}");
    rig.step("the client is let in");
    permissions.allow(NONE, EVERYONE);

    assertThat(bob.next()).startsWith("0{\"sid\":");
  }
}
