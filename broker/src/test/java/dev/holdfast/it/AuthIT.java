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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stock JavaScript clients that show who they are, over both transports. */
class AuthIT {
  private static final long SECOND_MS = 1000;

  /** Enough for the broker and the client to start, and to be waited for. */
  private static final long FIRST_SECONDS = 16;

  @TempDir private Path directory;
  private BrokerProcess broker;
  private ClientHost pages;

  @BeforeEach
  void start(@TempDir Path data) {
    issue("polling", FIRST_SECONDS);
    issue("websocket", FIRST_SECONDS);
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

  /** The subject's page gets it, and the broker is to know it, beside those of before. */
  private void issue(String subject, long secondsFromNow) {
    long end = System.currentTimeMillis() + secondsFromNow * SECOND_MS;
    NewToken token = NewToken.create(subject, Set.of(), end);
    write(subject + ".token", token.token());
    try {
      Path file = directory.resolve("tokens.yaml");
      String others = Files.exists(file) ? Files.readString(file) : "";
      write("tokens.yaml", others + token.line() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page named by its transport. */
  private StockClient page(String transport) {
    ClientOptions options =
        ClientOptions.to(broker.url())
            .over(transport)
            .tokenFile(directory.resolve(transport + ".token"))
            .auth("ack", "each");
    StockClient page = pages.connect(transport, options);
    page.log().awaitConnects(1);
    return page;
  }

  /** Over both transports at once, as each has to wait for the end of its token. */
  @Test
  void pagesWhoseTokensExpireComeBackWithFreshOnesAndMissNothing() {
    List<String> transports = List.of("polling", "websocket");
    List<StockClient> open = transports.stream().map(this::page).toList();
    open.forEach(page -> page.emitForAck("$join", "R"));
    transports.forEach(subject -> issue(subject, 600));
    open.forEach(page -> page.log().awaitConnects(2));
    Map<String, Object> target = Map.of("rooms", new String[] {"R"});
    assertThat(open.get(0).emitForAck("$emit", target, "news", 1).path(0).has("position")).isTrue();
    open.forEach(AuthIT::assertNothingMissed);
  }

  private static void assertNothingMissed(StockClient page) {
    page.log().awaitEvents("news", 1);
    assertThat(page.log().entries())
        .filteredOn(entry -> entry.kind() == Kind.DISCONNECT)
        .extracting(ClientLog.Entry::name)
        .doesNotContain("io server disconnect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void aPageWithABadTokenIsToldWhatIsWrong(String transport) {
    write("guesser.token", "hft_guess");
    StockClient page =
        pages.connect(
            "guesser",
            ClientOptions.to(broker.url())
                .over(transport)
                .tokenFile(directory.resolve("guesser.token")));
    ClientLog.Entry refused = page.log().awaitFirst(Kind.ERROR);
    assertThat(refused.name()).isEqualTo("the token is not known here");
    assertThat(refused.detail().path("code").asText()).isEqualTo("unauthorized");
  }
}
