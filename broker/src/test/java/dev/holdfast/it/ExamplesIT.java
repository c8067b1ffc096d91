package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.ChromiumPage;
import dev.holdfast.it.rig.ClientHost;
import dev.holdfast.it.rig.ClientOptions;
import dev.holdfast.it.rig.Language;
import dev.holdfast.it.rig.RunningExample;
import dev.holdfast.it.rig.StockClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/examples}, run as their READMEs say, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {
  private static final URI ELSEWHERE = URI.create("about:blank");
  private static final int HISTORY = 50;

  private ChromiumPage page;
  private ClientHost others;
  private int said;

  @BeforeAll
  void start() {
    page = ChromiumPage.launch();
    others = Language.JAVASCRIPT.host("examples");
  }

  @AfterAll
  void stop() {
    others.close();
    page.close();
  }

  @Test
  void whoJoinsTheChatSeesItsLatestMessages(@TempDir Path directory) {
    try (RunningExample chat = RunningExample.start("chat", directory)) {
      List<String> before = sayAsAlice(chat, "before", HISTORY + 10);
      open(chat, "bob");
      List<String> latest = before.subList(10, before.size());
      assertThat(messages(HISTORY)).isEqualTo(latest);

      page.say("hello");
      List<String> after = sayAsAlice(chat, "after", 1);
      assertThat(messages(HISTORY + 2)).isEqualTo(join(join(latest, List.of("hello")), after));
    }
  }

  @Test
  void whoReturnsToTheChatGetsAllThatWasMissed(@TempDir Path directory) {
    try (RunningExample chat = RunningExample.start("chat", directory)) {
      open(chat, "bob");
      page.say("back soon");
      messages(1);
      page.open(ELSEWHERE);

      List<String> missed = sayAsAlice(chat, "missed", HISTORY + 10);
      chat.stop();
      chat.restart();
      List<String> missedToo = sayAsAlice(chat, "missed too", 1);
      open(chat, "bob");
      List<String> shown = messages(missed.size() + 1);
      assertThat(shown).endsWith(join(missed, missedToo).toArray(String[]::new));
      assertThat(shown).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatIsWrittenWhileTheBrokerIsAwayComesOnce(@TempDir Path directory) {
    try (RunningExample chat = RunningExample.start("chat", directory)) {
      open(chat, "bob");
      page.say("before");
      messages(1);
      chat.stop();
      page.await("!socket.connected");
      page.say("meanwhile");
      chat.restart();
      messages(2);
      page.say("after");
      assertThat(messages(3)).containsExactly("before", "meanwhile", "after");
    }
  }

  @Test
  void ordersAreNumberedAndShipped(@TempDir Path directory) {
    try (RunningExample orders = RunningExample.start("orders", directory)) {
      openBoard(orders);
      page.say("anvil");
      assertThat(board(1, "open")).containsExactly("1 anvil open");
      page.say("rope");
      assertThat(board(2, "open")).containsExactly("2 rope open", "1 anvil open");

      page.evaluate("void document.querySelector('#orders tr:last-child button').click()");
      assertThat(board(1, "shipped")).containsExactly("2 rope open", "1 anvil shipped");
    }
  }

  @Test
  void theBoardMissesNothingWhileTheBackEndIsKilled(@TempDir Path directory) {
    try (RunningExample orders = RunningExample.start("orders", directory)) {
      openBoard(orders);
      page.evaluate("void (window.lost = 0, socket.on('disconnect', () => lost++))");
      page.say("anvil");
      board(1, "open");

      killBackEnd(orders);
      page.say("rope");
      page.say("lamp");
      assertThat(board(2, "waiting"))
          .containsExactly(" lamp waiting", " rope waiting", "1 anvil open");

      orders.terminal().pressEnter();
      assertThat(board(3, "open")).containsExactly("3 lamp open", "2 rope open", "1 anvil open");
      assertThat(page.evaluate("lost").asInt()).isZero();
    }
  }

  @Test
  void aBackEndThatIsKilledInMidWorkTakesEveryOrderOnceAndInOrder(@TempDir Path directory) {
    int count = 300;
    try (RunningExample orders = RunningExample.start("orders", directory)) {
      openBoard(orders);
      page.evaluate("void Array.from({ length: " + count + " }, (_, i) => place('item ' + i))");
      board(1, "open");
      killBackEnd(orders);
      orders.terminal().pressEnter();

      List<String> newestFirst =
          IntStream.range(0, count)
              .map(i -> count - 1 - i)
              .mapToObj(i -> (i + 1) + " item " + i + " open")
              .toList();
      assertThat(board(count, "open")).isEqualTo(newestFirst);
    }
  }

  @Test
  void aBoardThatIsOpenedWhileTheBackEndIsAwayIsWhole(@TempDir Path directory) {
    try (RunningExample orders = RunningExample.start("orders", directory)) {
      openBoard(orders);
      page.say("anvil");
      board(1, "open");
      page.say("rope");
      board(2, "open");
      killBackEnd(orders);

      page.reload();
      assertThat(board(2, "open")).containsExactly("2 rope open", "1 anvil open");
    }
  }

  /** Opens the chat under a name, as a tab that was not open before. */
  private void open(RunningExample chat, String name) {
    page.open(ELSEWHERE);
    page.open(chat.page().resolve("#" + name));
    page.await("document.getElementById('status').textContent === 'here as " + name + "'");
  }

  private void openBoard(RunningExample orders) {
    orders.terminal().awaitLine("The order board takes orders.");
    page.open(orders.page());
    page.await("document.getElementById('status').textContent === 'live'");
  }

  private static void killBackEnd(RunningExample orders) {
    orders.terminal().pressEnter();
    orders.terminal().awaitLine("The back-end is killed. Enter starts it again.");
  }

  /** The texts in the chat, once there are so many. */
  private List<String> messages(int count) {
    String texts = "document.querySelectorAll('#messages li > span')";
    page.await(texts + ".length >= " + count);
    return texts("Array.from(" + texts + ", text => text.textContent)");
  }

  /** The rows of the board, newest first, once so many are in this state. */
  private List<String> board(int count, String state) {
    String rows =
        "Array.from(document.querySelectorAll('#orders tr'),"
            + " row => Array.from(row.cells, cell => cell.textContent).slice(0, 3).join(' '))";
    page.await(rows + ".filter(row => row.endsWith('" + state + "')).length >= " + count);
    return texts(rows);
  }

  private List<String> texts(String expression) {
    List<String> texts = new ArrayList<>();
    page.evaluate(expression).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Says so much, from a client that is not the page; returns when all of it is durable. */
  private List<String> sayAsAlice(RunningExample chat, String text, int times) {
    List<String> texts = IntStream.range(0, times).mapToObj(i -> text + " " + i).toList();
    StockClient alice = others.connect("alice " + ++said, ClientOptions.to(chat.broker()));
    for (String each : texts) {
      alice.emitForAck("chat message", said + each, "alice", each, 1_700_000_000_000L);
    }
    alice.disconnect();
    return texts;
  }

  private static List<String> join(List<String> first, List<String> second) {
    return Stream.of(first, second).flatMap(List::stream).toList();
  }
}
