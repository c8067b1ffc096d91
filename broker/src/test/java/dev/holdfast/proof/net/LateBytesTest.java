package dev.holdfast.proof.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.session.RawClient;
import dev.holdfast.it.rig.FaultProxy;
import dev.holdfast.it.rig.Passage;
import dev.holdfast.proof.Proof;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client gives a connection up and makes another, and what it had sent on the first arrives after
 * the second is up: it must not act for the client any more.
 */
class LateBytesTest {
  private static final int ROUNDS = Proof.times("reorder", 20);
  private static final long SEED = Tally.seed();
  private static final int EVENTS = 10;
  private static final Pattern EVENT = Pattern.compile("42\\[\"n\",(\\d+),\\{\"p\":\"([^\"]+)\".*");

  /** Answered by the broker behind everything that came before on the same connection. */
  private static final String LAST = "40/recovery,";

  @TempDir Path dataDir;
  private Broker broker;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws Exception {
    broker = TestBrokers.start(dataDir);
    proxy = FaultProxy.to(broker.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    broker.close();
  }

  @Test
  void whatAnAbandonedConnectionHadSentDoesNotActForItsClient() {
    Tally tally = Tally.of("late bytes", SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      round(random, "client-" + round, "room-" + round, tally);
    }
    tally.close(ROUNDS);
  }

  @Test
  void connectOfAnAbandonedConnectionDoesNotTakeTheClientFromTheOneThatFollowed() {
    for (int i = 0; i < ROUNDS; i++) {
      try (RawClient old = RawClient.open(proxyPort())) {
        proxy.pass(link(), Passage.STOPPED, Passage.FREE);
        old.send(connect("late-" + i));
        try (RawClient next = RawClient.open(broker.port())) {
          next.ask(connect("late-" + i));
          proxy.pass(link(), Passage.FREE, Passage.FREE);
          assertThat(old.next()).as("not 41: who is there connects again").isEqualTo("(closed)");
          assertThat(next.untilNow()).isEmpty();
        }
      }
    }
  }

  private void round(Random random, String client, String room, Tally tally) {
    try (RawClient old = RawClient.open(proxyPort());
        RawClient publisher = RawClient.open(broker.port())) {
      publisher.ask("40{}");
      old.ask(connect(client));
      old.ask("421[\"$join\",\"" + room + "\"]");
      for (int i = 0; i < EVENTS; i++) {
        publisher.ask("421[\"$emit\",{\"rooms\":[\"" + room + "\"]},\"n\"," + i + "]");
      }
      List<String> positions = receive(old);
      int receipted = 1 + random.nextInt(EVENTS - 1);
      old.ask("421[\"$ack\",{\"upTo\":\"" + positions.get(receipted - 1) + "\"}]");
      proxy.pass(link(), Passage.STOPPED, Passage.FREE);
      List<String> late = sayLate(old, random, positions, room);
      try (RawClient next = RawClient.open(broker.port())) {
        next.ask(connect(client));
        proxy.pass(link(), Passage.FREE, Passage.FREE);
        awaitAllHandled(old);
        expect(tally, late, numbers(next), receipted);
      }
      publisher.ask("421[\"$emit\",{\"rooms\":[\"" + room + "\"]},\"n\"," + EVENTS + "]");
      try (RawClient last = RawClient.open(broker.port())) {
        last.ask(connect(client));
        List<Integer> rest = numbers(last);
        if (rest.isEmpty() || rest.remove(rest.size() - 1) != EVENTS) {
          tally.violated("P2: not a member any more after " + late);
        }
        expect(tally, late, rest, receipted);
      }
    }
  }

  /** What would harm the client, were it taken for the client's. */
  private static List<String> sayLate(
      RawClient old, Random random, List<String> positions, String room) {
    List<String> late = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String position = positions.get(random.nextInt(EVENTS));
      late.add(
          switch (random.nextInt(5)) {
            case 0 -> "428[\"$ack\",{\"upTo\":\"" + position + "\"}]";
            case 1 -> "428[\"$ack\",{\"also\":[\"" + position + "\"]}]";
            case 2 -> "428[\"$leave\",\"" + room + "\"]";
            case 3 -> "428[\"$emit\",{\"rooms\":[\"" + room + "\"],\"seq\":0},\"n\",-1]";
            default -> "41";
          });
    }
    late.forEach(old::send);
    old.send(LAST);
    return late;
  }

  private static void awaitAllHandled(RawClient old) {
    List<String> answers = new ArrayList<>();
    while (answers.isEmpty() || !answers.get(answers.size() - 1).startsWith(LAST)) {
      answers.add(old.next());
    }
    assertThat(answers).as("told that it is over, and nothing more").hasSize(2).startsWith("41");
  }

  /** Exactly what had not been receipted: nothing late was done for the client. */
  private static void expect(
      Tally tally, List<String> late, List<Integer> delivered, int receipted) {
    List<Integer> expected = IntStream.range(receipted, EVENTS).boxed().toList();
    if (!delivered.equals(expected)) {
      tally.violated("P2, P3: %s instead of %s after %s".formatted(delivered, expected, late));
    }
  }

  /** Positions of the events that come, in order; they are not acknowledged. */
  private static List<String> receive(RawClient client) {
    List<String> positions = new ArrayList<>();
    while (positions.size() < EVENTS) {
      positions.add(event(client.nextBesidesPings()).group(2));
    }
    return positions;
  }

  /** Numbers of all events that have been delivered by now. */
  private static List<Integer> numbers(RawClient client) {
    List<Integer> numbers = new ArrayList<>();
    client.untilNow().forEach(message -> numbers.add(Integer.valueOf(event(message).group(1))));
    return numbers;
  }

  private static Matcher event(String message) {
    Matcher matcher = EVENT.matcher(message);
    assertThat(matcher.matches()).as(message).isTrue();
    return matcher;
  }

  private static String connect(String client) {
    return "40{\"clientId\":\"" + client + "\",\"ack\":\"batch\"}";
  }

  private int proxyPort() {
    return proxy.url().getPort();
  }

  /** The newest connection through the proxy. */
  private int link() {
    List<Integer> open = proxy.open();
    return open.get(open.size() - 1);
  }
}
