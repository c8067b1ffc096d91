package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.files.OwnFiles;
import dev.holdfast.broker.security.NewToken;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientLog;
import dev.holdfast.it.rig.ClientLog.Kind;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import dev.holdfast.security.AllPermissions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stock JavaScript clients that show who they are, over both transports. */
class AuthIT {
  private static final long SECOND_MS = 1000;

  /** Enough for the broker and the client to start, and to be waited for. */
  private static final long FIRST_SECONDS = 12;

  @TempDir private Path directory;
  private BrokerProcess broker;
  private ClientHost pages;

  @BeforeEach
  void start(@TempDir Path data) {
    issue("alice", FIRST_SECONDS);
    broker =
        BrokerProcess.start(
            "auth",
            data,
            "auth:\n  tokensFile: %s\n  permissionsFile: %s\n"
                .formatted(directory.resolve("tokens.yaml"), AllPermissions.in(directory)));
    pages = Language.JAVASCRIPT.host("pages");
  }

  @AfterEach
  void stop() {
    pages.close();
    broker.close();
  }

  private Path write(String name, String content) {
    return OwnFiles.replace(directory.resolve(name), content);
  }

  /** The page gets it, and the broker is to know it, beside those of before. */
  private void issue(String subject, long secondsFromNow) {
    long end = System.currentTimeMillis() + secondsFromNow * SECOND_MS;
    NewToken token = NewToken.create(subject, Set.of(), end);
    write("page.token", token.token());
    try {
      Path file = directory.resolve("tokens.yaml");
      String others = Files.exists(file) ? Files.readString(file) : "";
      write("tokens.yaml", others + token.line() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StockClient page(String transport) {
    ClientOptions options =
        ClientOptions.to(broker.url())
            .over(transport)
            .tokenFile(directory.resolve("page.token"))
            .auth("ack", "each");
    StockClient page = pages.connect("page", options);
    page.log().awaitConnects(1);
    return page;
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void aPageWhoseTokenExpiresComesBackWithAFreshOneAndMissesNothing(String transport) {
    StockClient page = page(transport);
    page.emitForAck("$join", "R");
    issue("alice", 600);
    page.log().awaitConnects(2);
    Map<String, Object> target = Map.of("rooms", new String[] {"R"});
    assertThat(page.emitForAck("$emit", target, "news", 1).path(0).has("position")).isTrue();
    page.log().awaitEvents("news", 1);
    assertThat(page.log().entries())
        .filteredOn(entry -> entry.kind() == Kind.DISCONNECT)
        .extracting(ClientLog.Entry::name)
        .doesNotContain("io server disconnect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void aPageWithABadTokenIsToldWhatIsWrong(String transport) {
    write("page.token", "hft_guess");
    StockClient page =
        pages.connect(
            "guesser",
            ClientOptions.to(broker.url())
                .over(transport)
                .tokenFile(directory.resolve("page.token")));
    ClientLog.Entry refused = page.log().awaitFirst(Kind.ERROR);
    assertThat(refused.name()).isEqualTo("the token is not known here");
    assertThat(refused.detail().path("code").asText()).isEqualTo("unauthorized");
  }
}
