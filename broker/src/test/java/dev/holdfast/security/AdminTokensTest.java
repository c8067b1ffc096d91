package dev.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.BrokerStartException;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.admin.AdminCalls;
import dev.holdfast.broker.config.AdminConfig;
import dev.holdfast.broker.config.BrokerConfig;
import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.broker.security.NewToken;
import dev.holdfast.broker.security.Principal;
import dev.holdfast.cli.HoldfastCommand;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokens of a broker's operators: the file, its roles, and its changes. */
class AdminTokensTest {
  private static final NewToken WRITER = token("alice", "write");
  private static final NewToken READER = token("bob", "read");
  private static final NewToken CLIENT = token("sensor", "device");

  @TempDir Path temp;

  private static NewToken token(String subject, String role) {
    return NewToken.create(subject, Set.of(role), Principal.NEVER);
  }

  private Path file(NewToken... tokens) {
    StringBuilder lines = new StringBuilder();
    for (NewToken token : tokens) {
      lines.append(token.line()).append('\n');
    }
    return OwnFiles.replace(temp.resolve("tokens.yaml"), lines.toString());
  }

  private Broker start(String host, String tokens) throws Exception {
    BrokerConfig usual = TestBrokers.config(temp.resolve("data"), TestBrokers.NO_PING_MS, 200);
    return Broker.start(TestBrokers.with(usual, new AdminConfig(true, host, 0, tokens)));
  }

  @Test
  void eachMayDoWhatHisRoleSays() throws Exception {
    try (Broker broker = start("127.0.0.1", file(WRITER, READER, CLIENT).toString())) {
      int port = broker.adminPort();
      assertThat(new AdminCalls(port).get("/v1/clients").status()).isEqualTo(401);
      AdminCalls reader = new AdminCalls(port, READER.token());
      assertThat(reader.get("/v1/clients").status()).isEqualTo(200);
      assertThat(reader.post("/v1/emit", "{'everyone':true,'name':'n'}").status()).isEqualTo(403);
      // What clients sent each other is not for everybody who may look.
      assertThat(reader.get("/v1/clients/a/queue").status()).isEqualTo(403);
      assertThat(new AdminCalls(port, CLIENT.token()).get("/v1/clients").status()).isEqualTo(401);
      AdminCalls writer = new AdminCalls(port, WRITER.token());
      assertThat(writer.post("/v1/emit", "{'everyone':true,'name':'n'}").status()).isEqualTo(200);
    }
  }

  @Test
  void aTokenThatIsTakenOutOfTheFileIsNoneAnyMore() throws Exception {
    Path file = file(WRITER, READER);
    try (Broker broker = start("127.0.0.1", file.toString())) {
      AdminCalls reader = new AdminCalls(broker.adminPort(), READER.token());
      assertThat(reader.get("/v1/clients").status()).isEqualTo(200);
      file(WRITER);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (reader.get("/v1/clients").status() != 401) {
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
    }
  }

  @Test
  void whoHasTheControlSocketNeedsNoToken() throws Exception {
    try (Broker broker = start("127.0.0.1", file(WRITER).toString())) {
      String data = temp.resolve("data").toString();
      assertThat(HoldfastCommand.run("clients", "list", "--data-dir", data)).isZero();
      String url = "http://127.0.0.1:" + broker.adminPort();
      assertThat(HoldfastCommand.run("clients", "list", "--admin-url", url)).isEqualTo(1);
    }
  }

  @Test
  void offLoopbackWithoutTokensTheBrokerDoesNotStart() {
    assertThatThrownBy(() -> start("0.0.0.0", ""))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("admin.tokensFile");
  }

  @Test
  void withATokensFileThatCannotBeReadTheBrokerDoesNotStart() {
    Path broken = OwnFiles.replace(temp.resolve("broken.yaml"), "- {subject: x}\n");
    assertThatThrownBy(() -> start("127.0.0.1", broken.toString()))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("broken.yaml");
    assertThatThrownBy(() -> start("127.0.0.1", temp.resolve("none").toString()))
        .isInstanceOf(BrokerStartException.class);
  }
}
