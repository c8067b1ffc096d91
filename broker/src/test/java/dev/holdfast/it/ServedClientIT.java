package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ChatSite;
import dev.holdfast.it.rig.ChromiumPage;
import dev.holdfast.it.rig.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Web pages that load the Socket.IO client from the packaged broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedClientIT {
  private ChatSite site;
  private BrokerProcess broker;
  private ChromiumPage page;

  @BeforeAll
  void start(@TempDir Path data) {
    site = ChatSite.start();
    String allowPage = "server:\n  allowedOrigins: [\"%s\"]\n".formatted(site.origin());
    broker = BrokerProcess.start("served-client", data, allowPage);
    page = ChromiumPage.launch();
  }

  @AfterAll
  void stop() {
    page.close();
    broker.close();
    site.close();
  }

  /** As behind a proxy that serves an application's pages and the broker as one origin. */
  @Test
  void theClassicChatRunsAsItIsOnTheBrokersOwnOrigin() throws Exception {
    page.openAs(broker.url().resolve("/chat.html"), html("classic"));
    page.awaitConnected();
    page.say("hello");
    assertThat(page.awaitMessages(1)).containsExactly("hello");
    page.await("socket.io.engine.transport.name === 'websocket'");
  }

  @Test
  void aPageOfAnotherOriginLoadsTheScriptFromTheBroker() throws Exception {
    String script = html("classic").replace("\"/socket.io/", "\"" + broker.url() + "/socket.io/");
    page.openAs(onSite("/script.html"), script.replace("io()", "io(\"" + broker.url() + "\")"));
    page.awaitConnected();
    page.say("hello from afar");
    assertThat(page.awaitMessages(1)).containsExactly("hello from afar");
  }

  @Test
  void aPageOfAnotherOriginImportsTheModuleFromTheBroker() throws Exception {
    page.openAs(onSite("/module.html"), html("module").replace("BROKER", broker.url() + ""));
    page.await("window.socket !== undefined && socket.connected");
    page.evaluate("void socket.emit('chat message', 'from a module')");
    assertThat(page.awaitMessages(1)).containsExactly("from a module");
  }

  private URI onSite(String path) {
    return URI.create(site.origin() + path);
  }

  private static String html(String name) throws IOException {
    return Files.readString(Workspace.jsSources().resolve("chat/" + name + ".html"));
  }
}
