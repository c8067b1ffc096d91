package dev.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReceivingTest extends ClientFixture {
  private static final String TOO_MUCH =
      "{\"error\":{\"code\":\"limit\",\"message\":\"\",\"limit\":\"eventsPerSecond\","
          + "\"retryAfterMs\":20}}";

  @Test
  void returningAcknowledges() throws Exception {
    client.on("news", event -> said.add(event.position()));
    FakeBroker.Peer peer = connected();
    peer.deliver("news", "p1");
    peer.receipt("{\"upTo\":\"p1\"}");
    peer.deliver("news", "p2");
    peer.receipt("{\"upTo\":\"p2\"}");
    assertThat(heard()).isEqualTo("p1");
    assertThat(heard()).isEqualTo("p2");
  }

  @Test
  void handlersRunInOrderOnOneThreadOfTheirOwn() throws Exception {
    client.onAny(event -> said.add(Thread.currentThread().getName() + event.position()));
    FakeBroker.Peer peer = connected();
    for (int i = 0; i < 300; i++) {
      peer.deliver("e" + i % 3, "p" + i);
    }
    for (int i = 0; i < 300; i++) {
      assertThat(heard()).isEqualTo("holdfast-delivery" + "p" + i);
    }
  }

  @Test
  void acknowledgementsAreCoalesced() throws Exception {
    CountDownLatch allSent = new CountDownLatch(1);
    client.onAny(event -> allSent.await());
    FakeBroker.Peer peer = connected();
    int events = 400;
    for (int i = 1; i <= events; i++) {
      peer.deliver("news", "p" + i);
    }
    allSent.countDown();
    int acks = 0;
    String frame = "";
    while (!frame.contains("\"p" + events + "\"")) {
      frame = peer.next();
      peer.answer(Long.parseLong(frame.substring(2, frame.indexOf('['))), "{}");
      acks++;
    }
    assertThat(acks).isLessThan(events / 4);
  }

  @Test
  void withoutReceiptsAcknowledgementsWait() throws Exception {
    FakeBroker.Peer peer = connected();
    for (int i = 1; i <= 4; i++) {
      peer.deliver("news", "p" + i);
      peer.expectCall("[\"$ack\",{\"upTo\":\"p" + i + "\"}]");
    }
    peer.deliver("news", "p5");
    peer.deliver("news", "p6");
    client.on("last", event -> said.add("last"));
    peer.deliver("last", "p7");
    assertThat(heard()).isEqualTo("last");
    peer.send("2");
    assertThat(peer.next()).as("the fifth acknowledgement waits").isEqualTo("3");
    peer.answer(0, "{}");
    assertThat(peer.next()).contains("\"upTo\":\"p");
  }

  @Test
  void throwingAsksForTheEventAgainLaterAndLater() throws Exception {
    client.onError((event, failure) -> said.add(event.position() + failure.getMessage()));
    client.on(
        "news",
        event -> {
          throw new IllegalStateException(" broke");
        });
    FakeBroker.Peer peer = connected();
    for (int delay : new int[] {100, 200, 300, 300}) {
      peer.deliver("news", "p1");
      assertThat(peer.next()).matches(nack("p1", delay));
      assertThat(heard()).isEqualTo("p1 broke");
    }
    client.on("news", event -> said.add("done"));
    peer.deliver("news", "p1");
    peer.receipt("{\"upTo\":\"p1\"}");
    assertThat(heard()).isEqualTo("done");
  }

  @Test
  void eventWithoutHandlerIsAcknowledged() throws Exception {
    FakeBroker.Peer peer = connected();
    peer.deliver("unknown", "p1");
    peer.receipt("{\"upTo\":\"p1\"}");
  }

  @Test
  void asynchronousHandlerAcknowledgesWhenItsStageCompletes() throws Exception {
    CompletableFuture<String> slow = new CompletableFuture<>();
    CompletableFuture<String> failing = new CompletableFuture<>();
    client.onAsync("slow", event -> slow);
    client.onAsync("failing", event -> failing);
    client.onError((event, failure) -> said.add(event.position()));
    FakeBroker.Peer peer = connected();
    peer.deliver("slow", "p1");
    peer.deliver("failing", "p2");
    peer.deliver("other", "p3");
    peer.receipt("{\"also\":[\"p3\"]}");
    slow.complete("");
    peer.receipt("{\"upTo\":\"p1\"}");
    failing.completeExceptionally(new IllegalStateException());
    assertThat(peer.next()).matches(nack("p2", 100));
    assertThat(heard()).isEqualTo("p2");
  }

  @Test
  void handlerThatBreaksItsContractFailsItsEventOnly() throws Exception {
    client.onAsync("null", event -> null);
    client.on("interrupting", event -> Thread.currentThread().interrupt());
    client.onError((event, failure) -> said.add(event.name()));
    FakeBroker.Peer peer = connected();
    peer.deliver("null", "p1");
    assertThat(heard()).isEqualTo("null");
    assertThat(peer.next()).matches(nack("p1", 100));
    peer.deliver("interrupting", "p2");
    peer.receipt("{\"also\":[\"p2\"]}");
    peer.deliver("other", "p3");
    peer.receipt("{\"also\":[\"p3\"]}");
  }

  @Test
  void handledEventThatComesAgainIsAcknowledgedNotHandled() throws Exception {
    client.onAny(event -> said.add(event.position()));
    FakeBroker.Peer peer = connected();
    peer.deliver("news", "p1");
    peer.expectCall("[\"$ack\",{\"upTo\":\"p1\"}]");

    peer = reconnected(peer);
    peer.deliver("news", "p1");
    peer.receipt("{\"upTo\":\"p1\"}");
    peer.deliver("news", "p2");
    peer.receipt("{\"upTo\":\"p2\"}");
    assertThat(heard()).isEqualTo("p1");
    assertThat(heard()).isEqualTo("p2");
  }

  @Test
  void handlerThatOutlivesItsConnectionRunsOnce() throws Exception {
    Semaphore finish = new Semaphore(0);
    client.onAny(
        event -> {
          said.add(event.position());
          finish.acquire();
        });
    FakeBroker.Peer peer = connected();
    peer.deliver("news", "p1");
    assertThat(heard()).isEqualTo("p1");
    peer.deliver("news", "p2");
    peer = reconnected(peer);
    peer.deliver("news", "p1");
    peer.deliver("news", "p2");
    finish.release();
    assertThat(heard()).isEqualTo("p2");
    peer.receipt("{\"upTo\":\"p1\"}");
    finish.release();
    peer.receipt("{\"upTo\":\"p2\"}");
    assertThat(said).isEmpty();
  }

  /** A strictly ordered client would stand still for ever. */
  @Test
  void acknowledgementThatIsRefusedForTooMuchIsSentAgain() throws Exception {
    client.onAcknowledged(positions -> said.addAll(positions));
    FakeBroker.Peer peer = connected();
    peer.deliver("news", "p1");
    long first = peer.expectCall("[\"$ack\",{\"upTo\":\"p1\"}]");
    peer.deliver("news", "p2");
    long second = peer.expectCall("[\"$ack\",{\"upTo\":\"p2\"}]");
    peer.answer(first, TOO_MUCH);
    peer.answer(second, TOO_MUCH);
    peer.receipt("{\"upTo\":\"p1\"}");
    peer.receipt("{\"upTo\":\"p2\"}");
    assertThat(heard()).isEqualTo("p1");
    assertThat(heard()).isEqualTo("p2");
  }

  @Test
  void whatIsGivenBackIsGivenBackAgainWhenThatWasRefusedForTooMuch() throws Exception {
    client.on(
        "news",
        event -> {
          throw new IllegalStateException("broke");
        });
    FakeBroker.Peer peer = connected();
    peer.deliver("news", "p1");
    String nack = peer.next();
    assertThat(nack).matches(nack("p1", 100));
    peer.answer(Long.parseLong(nack.substring(2, nack.indexOf('['))), TOO_MUCH);
    assertThat(peer.next()).matches(nack("p1", 100));
  }

  @Test
  void acknowledgementOfManySingleEventsIsSplitIntoWhatTheBrokerTakes() throws Exception {
    CompletableFuture<String> slow = new CompletableFuture<>();
    client.onAsync("slow", event -> slow);
    Semaphore go = new Semaphore(0);
    client.on("first", event -> go.acquire());
    FakeBroker.Peer peer = connected(); // which takes messages of up to 1000 bytes
    peer.deliver("slow", "abcdef-0-0");
    peer.deliver("first", "abcdef-0-1");
    for (int i = 2; i <= 200; i++) {
      peer.deliver("news", "abcdef-0-" + i);
    }
    go.release();
    Set<String> acknowledged = new HashSet<>();
    while (acknowledged.size() < 200) {
      String ack = peer.next();
      assertThat(ack.length()).as("bytes of %s", ack).isLessThanOrEqualTo(1000);
      Matcher position = Pattern.compile("abcdef-0-[0-9]+").matcher(ack);
      while (position.find()) {
        assertThat(acknowledged.add(position.group())).as("%s for the first time", ack).isTrue();
      }
      peer.answer(Long.parseLong(ack.substring(2, ack.indexOf('['))), "{}");
    }
    assertThat(acknowledged).doesNotContain("abcdef-0-0");
  }

  @Test
  void brokerThatExceedsTheWindowIsLeft() throws Exception {
    use(builder().window(2));
    Semaphore finish = new Semaphore(0);
    client.onAny(event -> finish.acquire());
    FakeBroker.Peer peer = connected();
    for (int i = 0; i < 6; i++) {
      peer.deliverUnlessClosed("news", "p" + i);
    }
    assertThat(peer.next()).isEqualTo("closed");
    finish.release(10);
    broker.acceptAndJoin("{}");
  }

  @Test
  void binaryEventIsHandled() throws Exception {
    client.on("f", event -> said.add(new String(event.binary(0), StandardCharsets.UTF_8)));
    FakeBroker.Peer peer = connected();
    peer.send("451-[\"f\",{\"_placeholder\":true,\"num\":0},{\"p\":\"p1\"}]");
    peer.sendBinary("data");
    assertThat(heard()).isEqualTo("data");
    peer.receipt("{\"upTo\":\"p1\"}");
  }

  @Test
  void volatileEventIsHandledButNotAcknowledged() throws Exception {
    client.onAny(event -> said.add(event.json(0)));
    FakeBroker.Peer peer = connected();
    peer.send("42[\"cursor\",7]");
    assertThat(heard()).isEqualTo("7");
    peer.send("2");
    assertThat(peer.next()).isEqualTo("3");
  }

  @Test
  void whatCannotBeReadOfAnEventIsItsHandlersFailureAndNotTheConnections() throws Exception {
    client.onError((event, failure) -> said.add("failed " + event.name()));
    client.onAny(event -> said.add(event.name() + event.arg(0, Object.class)));
    FakeBroker.Peer peer = connected();
    String unreadable = "{\"a\":" + "9".repeat(1001) + "}";
    peer.send("42[\"volatile\"," + unreadable + "]");
    assertThat(heard()).isEqualTo("failed volatile");
    peer.deliverEvent("\"kept\"," + unreadable, "\"p\":\"p1\"");
    assertThat(heard()).isEqualTo("failed kept");
    assertThat(peer.next()).matches(nack("p1", 100));
    peer.deliverEvent("\"good\",1", "\"p\":\"p2\"");
    peer.receipt("{\"also\":[\"p2\"]}");
    assertThat(heard()).isEqualTo("good1");
  }

  @Test
  void whatIsNestedDeeperThanAClientMaySendIsStillRead() throws Exception {
    client.onAny(event -> said.add(event.json(0)));
    FakeBroker.Peer peer = connected();
    String deep = "[".repeat(500) + "]".repeat(500);
    peer.deliverEvent("\"n\"," + deep, "\"p\":\"p1\"");
    assertThat(heard()).isEqualTo(deep);
  }

  private static String nack(String position, int delayMs) {
    return ("42[0-9]+\\[\"\\$nack\",\\{(?=.*\"p\":\"" + position + "\")(?=.*\"delayMs\":" + delayMs)
        + "[,}]).*\\}\\]";
  }
}
