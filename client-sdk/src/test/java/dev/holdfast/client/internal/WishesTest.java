package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.client.Confirm;
import dev.holdfast.client.DeadLetter;
import dev.holdfast.client.DeadLetters;
import dev.holdfast.client.EmitOptions;
import dev.holdfast.client.Event;
import dev.holdfast.client.Gap;
import dev.holdfast.client.HistoryPage;
import dev.holdfast.client.HistoryQuery;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.JoinOptions;
import dev.holdfast.client.Place;
import dev.holdfast.client.QueueInfo;
import dev.holdfast.client.Receipt;
import dev.holdfast.client.RedeliverException;
import dev.holdfast.client.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What may be asked for beyond plain delivery, word for word on the wire. */
class WishesTest extends ClientFixture {
  private static final Instant NOON = Instant.ofEpochMilli(1_700_000_000_000L);

  @Test
  void optionsOfAnEmitStandBesideItsTarget() throws Exception {
    FakeBroker.Peer peer = connected();
    EmitOptions options =
        EmitOptions.NONE
            .withTtl(Duration.ofMinutes(1))
            .withDeliverAt(NOON)
            .withRetain()
            .withReceipt()
            .withId("order-7");
    CompletionStage<Confirm> confirm = client.emit(Target.toRooms("R"), options, "news", 1);
    long id =
        peer.expectCall(
            "[\"$emit\",{\"rooms\":[\"R\"],\"ttlMs\":60000,\"deliverAt\":1700000000000,"
                + "\"retain\":true,\"receipt\":true,\"id\":\"order-7\",\"seq\":1},\"news\",1]");
    peer.answer(id, "{\"position\":\"p\",\"deliverAt\":1700000000000,\"dropped\":2}");
    assertThat(await(confirm)).isEqualTo(new Confirm("p", 2));
  }

  @Test
  void volatileEventTakesNoOptions() {
    Target target = Target.toEveryone().asVolatile();
    EmitOptions options = EmitOptions.NONE.withReceipt();
    assertThatThrownBy(() -> client.emit(target, options, "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EmitOptions.NONE.withTtl(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scheduledEventIsTakenBack() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<Boolean> cancelled = client.cancel("p");
    peer.answer(peer.expectCall("[\"$cancel\",{\"p\":\"p\"}]"), "{\"cancelled\":true}");
    assertThat(await(cancelled)).isTrue();
  }

  @Test
  void joiningMayShowWhatTheRoomHolds() throws Exception {
    client.onAny(event -> said.add(event.name() + event.isShown()));
    FakeBroker.Peer peer = connected();
    CompletionStage<Confirm> joined =
        client.join("R", JoinOptions.NONE.withHistory(Place.at(NOON)).withLast(9).withRetained());
    long id =
        peer.expectCall(
            "[\"$join\",{\"room\":\"R\",\"from\":{\"time\":1700000000000},\"last\":9,"
                + "\"retained\":true}]");
    peer.deliverEvent("\"old\"", "\"p\":\"e-0-1\",\"history\":true");
    peer.answer(id, "{\"position\":\"e-0-2\"}");
    peer.deliver("new", "e-0-3");
    peer.receipt("{\"upTo\":\"e-0-3\"}");
    await(joined);
    assertThat(heard()).isEqualTo("oldtrue");
    assertThat(heard()).isEqualTo("newfalse");
  }

  @Test
  void anAnswerThatCannotBeReadFailsItsRequestAndNotTheConnection() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<HistoryPage> read = client.history("R", HistoryQuery.from(Place.earliest()));
    long id =
        peer.expectCall("[\"$history\",{\"room\":\"R\",\"from\":\"earliest\",\"limit\":100}]");
    String event = "[\"x\"," + "9".repeat(1001) + "]";
    peer.answer(id, "{\"events\":[{\"event\":" + event + ",\"p\":\"p\",\"t\":1}],\"next\":null}");
    assertThatThrownBy(() -> await(read))
        .hasCauseInstanceOf(HoldfastException.class)
        .extracting(failure -> ((HoldfastException) failure.getCause()).code())
        .isEqualTo(HoldfastException.BAD_ANSWER);
    peer.send("2");
    assertThat(peer.next()).isEqualTo("3");
  }

  @Test
  void historyIsReadPageByPage() throws Exception {
    FakeBroker.Peer peer = connected();
    HistoryQuery query = HistoryQuery.from(Place.earliest()).to(Place.at(NOON)).limit(2);
    CompletionStage<HistoryPage> read = client.history("R", query);
    long id =
        peer.expectCall(
            "[\"$history\",{\"room\":\"R\",\"from\":\"earliest\",\"to\":{\"time\":1700000000000},"
                + "\"limit\":2}]");
    peer.answer(
        id,
        "{\"events\":[{\"event\":[\"news\",7],\"p\":\"e-0-1\",\"t\":5,\"publisher\":\"bob\"}],"
            + "\"next\":\"e-0-1\"}");
    HistoryPage page = await(read);
    Event event = page.events().get(0);
    assertThat(event.name()).isEqualTo("news");
    assertThat(event.arg(0, Integer.class)).isEqualTo(7);
    assertThat(event.position()).isEqualTo("e-0-1");
    assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(5));
    assertThat(event.publisher()).contains("bob");
    assertThat(event.room()).contains("R");

    read = client.history("R", query.after(page.next().orElseThrow()));
    id =
        peer.expectCall(
            "[\"$history\",{\"room\":\"R\",\"from\":\"e-0-1\",\"to\":{\"time\":1700000000000},\"limit\":2}]");
    peer.answer(id, "{\"events\":[],\"next\":null}");
    assertThat(await(read)).isEqualTo(new HistoryPage(List.of(), Optional.empty()));
  }

  @Test
  void gapIsToldInItsPlaceAndAcknowledged() throws Exception {
    client.onAny(event -> said.add(event.name()));
    client.onGap(gap -> said.add(gap.toString()));
    FakeBroker.Peer peer = connected();
    peer.deliver("a", "e-0-1");
    peer.receipt("{\"upTo\":\"e-0-1\"}");
    peer.deliverEvent(
        "\"$gap\",{\"from\":\"e-0-1\",\"to\":\"e-0-9\",\"events\":3,\"reason\":\"expired\",\"t\":7}",
        "\"p\":\"e-0-9\"");
    peer.receipt("{\"upTo\":\"e-0-9\"}");
    assertThat(heard()).isEqualTo("a");
    assertThat(heard())
        .isEqualTo(new Gap("e-0-1", "e-0-9", 3, "expired", Instant.ofEpochMilli(7)).toString());
  }

  @Test
  void receiptIsTold() throws Exception {
    client.onReceipt(receipt -> said.add(receipt.toString()));
    FakeBroker.Peer peer = connected();
    peer.deliverEvent(
        "\"$receipt\",{\"p\":\"e-0-1\",\"id\":\"x\",\"outcome\":\"acknowledged\"}",
        "\"p\":\"e-0-5\"");
    peer.receipt("{\"upTo\":\"e-0-5\"}");
    peer.deliverEvent(
        "\"$receipt\",{\"p\":\"e-0-2\",\"outcome\":\"incomplete\",\"missing\":4}",
        "\"p\":\"e-0-6\"");
    peer.receipt("{\"upTo\":\"e-0-6\"}");
    assertThat(heard())
        .isEqualTo(new Receipt("e-0-1", Optional.of("x"), true, Optional.empty()).toString());
    assertThat(heard())
        .isEqualTo(new Receipt("e-0-2", Optional.empty(), false, Optional.of(4L)).toString());
  }

  @Test
  void whatAHandlerFailedWithIsTheReasonThatTheBrokerIsTold() throws Exception {
    client.onError((event, failure) -> {});
    client.onAny(
        event -> {
          if (event.name().equals("a")) {
            throw new IllegalStateException("no \"stock\"");
          }
          throw new UnsupportedOperationException();
        });
    FakeBroker.Peer peer = connected();
    peer.deliver("a", "e-0-1");
    assertThat(peer.next())
        .contains("\"p\":\"e-0-1\"", "\"reason\":\"IllegalStateException: no \\\"stock\\\"\"");
    peer.deliver("b", "e-0-2");
    assertThat(peer.next())
        .contains("\"p\":\"e-0-2\"", "\"reason\":\"UnsupportedOperationException\"");
  }

  @Test
  void handlerChoosesWhenItsEventComesAgainAndSaysWhy() throws Exception {
    client.onError((event, failure) -> said.add("told"));
    client.onAny(
        event -> {
          if (event.attempt() == 1) {
            throw new RedeliverException(Duration.ofSeconds(9), "no stock");
          }
          said.add("attempt " + event.attempt());
        });
    FakeBroker.Peer peer = connected();
    peer.deliver("a", "e-0-1");
    peer.expectCall("[\"$nack\",{\"p\":\"e-0-1\",\"delayMs\":9000,\"reason\":\"no stock\"}]");
    peer.deliverEvent("\"a\"", "\"p\":\"e-0-1\",\"attempt\":2");
    peer.receipt("{\"upTo\":\"e-0-1\"}");
    assertThat(heard()).isEqualTo("attempt 2");
  }

  @Test
  void acknowledgedPositionsAreToldWhenTheirReceiptHasCome() throws Exception {
    client.onAcknowledged(positions -> said.addAll(positions));
    FakeBroker.Peer peer = connected();
    peer.deliver("a", "e-0-1");
    long id = peer.expectCall("[\"$ack\",{\"upTo\":\"e-0-1\"}]");
    assertThat(said).isEmpty();
    peer.answer(id, "{}");
    assertThat(heard()).isEqualTo("e-0-1");
  }

  @Test
  void strictOrderAndTheBeginningAreAskedForAtTheConnect() throws Exception {
    use(builder().strictOrder().from(Place.at(NOON)));
    client.connect();
    FakeBroker.Peer peer = broker.accept();
    peer.handshake(25_000, 20_000);
    assertThat(peer.answerConnect("{}"))
        .contains("\"order\":\"strict\"")
        .contains("\"from\":\"1700000000000\"");
  }

  @Test
  void queueIsKnownFromTheConnect() throws Exception {
    assertThat(client.queue()).isEmpty();
    CompletionStage<Void> connected = client.connect();
    broker.acceptAndJoin(
        "{\"resumed\":true,\"position\":\"e-0-4\",\"pending\":12,\"gaps\":[{\"from\":\"e-0-4\","
            + "\"to\":\"e-0-6\",\"events\":1,\"reason\":\"queue-age\",\"t\":3}],\"limits\":"
            + "{\"maxEvents\":5,\"maxBytes\":0,\"maxAgeMs\":9,\"overflow\":\"drop-oldest\"}}");
    await(connected);
    Gap gap = new Gap("e-0-4", "e-0-6", 1, "queue-age", Instant.ofEpochMilli(3));
    assertThat(client.queue())
        .contains(
            new QueueInfo(
                true,
                "e-0-4",
                12,
                List.of(gap),
                Optional.of(new QueueInfo.Limits(5, 0, 9, "drop-oldest"))));
  }

  @Test
  void deadLettersAreListedReplayedAndPurged() throws Exception {
    FakeBroker.Peer peer = connected();
    CompletionStage<DeadLetters.Page> listed = client.deadLetters().list(Optional.empty(), 10);
    long id = peer.expectCall("[\"$deadLetters\",{\"action\":\"list\",\"limit\":10}]");
    peer.answer(
        id,
        "{\"deadLetters\":[{\"p\":\"d1\",\"t\":1,\"attempts\":5,\"reason\":\"broke\","
            + "\"event\":[\"order\",7]}],\"next\":null}");
    DeadLetter letter = await(listed).letters().get(0);
    assertThat(letter.attempts()).isEqualTo(5);
    assertThat(letter.reason()).isEqualTo("broke");
    assertThat(letter.event().position()).isEqualTo("d1");
    assertThat(letter.event().arg(0, Integer.class)).isEqualTo(7);

    CompletionStage<Integer> replayed = client.deadLetters().replay(List.of("d1"));
    String replay = "[\"$deadLetters\",{\"action\":\"replay\",\"positions\":[\"d1\"]}]";
    peer.answer(peer.expectCall(replay), "{\"replayed\":1}");
    assertThat(await(replayed)).isEqualTo(1);
    CompletionStage<Integer> purged = client.deadLetters().purge(List.of("d1"));
    peer.answer(peer.expectCall(replay.replace("replay", "purge")), "{\"purged\":0}");
    assertThat(await(purged)).isZero();
  }
}
