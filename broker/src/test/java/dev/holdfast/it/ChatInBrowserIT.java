package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.Acks;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.ChatSite;
import dev.holdfast.it.rig.ChromiumPage;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.StockClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The classic chat page in a real browser: the stock client as it is, the page on an origin of its
 * own. Plain emits go to everyone, as a fresh broker's route has it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatInBrowserIT {
  private static final String CHAT = "chat message";

  private ChatSite site;
  private BrokerProcess broker;
  private ChromiumPage page;
  private ClientHost others;
  private int publishers;

  @BeforeAll
  void start(@TempDir Path data) {
    site = ChatSite.start();
    String allowPage = "server:\n  allowedOrigins: [\"%s\"]\n".formatted(site.origin());
    broker = BrokerProcess.start("chat", data, allowPage);
    page = ChromiumPage.launch();
    others = Language.JAVASCRIPT.host("chat");
  }

  @AfterAll
  void stop() {
    others.close();
    page.close();
    broker.close();
    site.close();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "[\"polling\"], polling",
    "[\"websocket\"], websocket",
    "'[\"polling\",\"websocket\"]', websocket"
  })
  void unmodifiedPageChats(String transports, String lastTransport) {
    StockClient bob = others.connect("bob of " + transports, ClientOptions.to(broker.url()));
    bob.log().awaitConnects(1);
    page.open(site.page(broker.url(), "{\"transports\":%s}".formatted(transports), Acks.NONE));
    page.awaitConnected();
    page.await("socket.io.engine.transport.name === '%s'".formatted(lastTransport));

    page.say("hello from the page");
    bob.log().awaitEvents(CHAT, 1);
    bob.emit(CHAT, "hello from bob");

    assertThat(page.awaitMessages(2)).containsExactly("hello from the page", "hello from bob");
    assertThat(bob.log().awaitEvents(CHAT, 2).detail().path(0).asText())
        .isEqualTo("hello from bob");
  }

  @Test
  void connectionKeepsWorkingWhileItIsUpgraded() {
    StockClient bob = others.connect("bob in mid-upgrade", ClientOptions.to(broker.url()));
    bob.log().awaitConnects(1);
    page.open(site.page(broker.url(), "{}", Acks.NONE));
    page.evaluate(
        """
        (async () => {
          for (let i = 0; i < 200; i++) {
            socket.emit("chat message", String(i));
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        })()""");
    page.await("socket.io.engine.transport.name === 'websocket'");

    List<String> inOrder = IntStream.range(0, 200).mapToObj(i -> i + "").toList();
    assertThat(page.awaitMessages(200)).isEqualTo(inOrder);
    bob.log().awaitEvents(CHAT, 200);
    assertThat(bob.log().texts(CHAT)).isEqualTo(inOrder);
  }

  @Test
  void reloadedPageGetsWhatItsHandlerHadNotAcknowledged() {
    String options = "{\"auth\":{\"clientId\":\"each-page\",\"ack\":\"each\"}}";
    URI forgetful = site.page(broker.url(), options, Acks.NONE);
    URI diligent = site.page(broker.url(), options, Acks.EACH);
    open(forgetful);
    publish("first", "second");
    assertThat(page.awaitMessages(2)).containsExactly("first", "second");

    page.reload();
    assertThat(page.awaitMessages(2)).containsExactly("first", "second");
    open(diligent);
    assertThat(page.awaitMessages(2)).containsExactly("first", "second");
    makeRoundTrip();

    open(diligent);
    publish("third");
    assertThat(page.awaitMessages(1)).containsExactly("third");
  }

  @Test
  void returningPageGetsWhatItHadNotReceived() {
    open(site.page(broker.url(), "{\"auth\":{\"clientId\":\"auto-page\"}}", Acks.NONE));
    page.evaluate(
        "void socket.once('chat message', () => socket.io.once('ping', () => (pinged = true)))");
    publish("while here");
    page.await("typeof pinged !== 'undefined'");
    makeRoundTrip();
    page.evaluate("void socket.disconnect()");

    publish("while away", "also away");
    page.reload();

    assertThat(page.awaitMessages(2)).containsExactly("while away", "also away");
  }

  private void open(URI url) {
    page.open(url);
    page.awaitConnected();
  }

  /** Everything the page sent before has reached the broker afterwards. */
  private void makeRoundTrip() {
    page.evaluate("socket.emitWithAck('$rooms')");
  }

  /** From a client of its own; the last confirm comes when all of it is durable. */
  private void publish(String... texts) {
    StockClient publisher =
        others.connect("publisher " + ++publishers, ClientOptions.to(broker.url()));
    for (String text : texts) {
      publisher.emitForAck(CHAT, text);
    }
    publisher.disconnect();
  }
}
