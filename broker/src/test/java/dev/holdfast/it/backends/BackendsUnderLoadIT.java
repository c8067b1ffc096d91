package dev.holdfast.it.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.rig.BackendHost;
import dev.holdfast.it.rig.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A back-end of three processes, killed at random and started again while stock clients emit and
 * wait for replies, and the broker killed in the middle. {@code -Dholdfast.backends.emits=N} sets
 * how much is emitted, {@code -Dholdfast.backends.seed=N} repeats the choices.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BackendsUnderLoadIT {
  private static final int EMITS = Integer.getInteger("holdfast.backends.emits", 6_000);
  private static final long SEED = Long.getLong("holdfast.backends.seed", System.nanoTime());
  private static final int EMITTERS = 6;
  private static final int INSTANCES = 3;

  /** How many are handled between two kills, on average. */
  private static final int KILL_EVERY = Math.max(400, EMITS / 50);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONFIGURATION =
      """
      namespaces:
        - name: /
          backends: [work]
          authorize: work
          authorizeTimeoutMs: 30000
          routes:
            - event: work
              to: client:work
              id: 1
              reply: true
              replyTimeoutMs: 3000
      """;

  private final Random random = new Random(SEED);
  private final Ledger ledger = new Ledger(EMITS);

  /** To be closed after the test, the last one first. */
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  @TempDir Path data;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T toClose(T resource) {
    resources.push(resource);
    return resource;
  }

  @Test
  void everyEmitIsHandledAndAnsweredOrVisiblyTimedOutWhoeverIsKilled() throws Exception {
    BrokerProcess broker = toClose(BrokerProcess.start("backends", data, CONFIGURATION));
    Instances instances = toClose(new Instances(broker.url(), ledger, random));
    Visitor visitor = toClose(new Visitor(broker.url()));
    instances.start(INSTANCES);
    instances.awaitConnected();
    long begun = System.nanoTime();
    CompletableFuture<?> emitting = emitAll(broker);
    killAtRandom(broker, instances);
    emitting.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    boolean settled = ledger.awaitSettled(LIMIT);
    boolean handled = ledger.awaitHandled(EMITS, LIMIT); // those whose reply timed out too
    report(instances, visitor, System.nanoTime() - begun);

    assertThat(handled).as("lost: %s, seed %d", ledger.lost(), SEED).isTrue();
    assertThat(settled).as("settled, seed %d", SEED).isTrue();
    assertThat(ledger.notSettledOnce()).as("not settled once, seed %d", SEED).isEmpty();
    for (int emitter = 0; emitter < EMITTERS; emitter++) {
      assertThat(ledger.firstHandlings(emitter, EMITTERS)).as("seed %d", SEED).isSorted();
    }
    assertThat(visitor.refusals()).isZero();
    assertThat(visitor.visits()).isPositive();
  }

  private CompletableFuture<?> emitAll(BrokerProcess broker) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < EMITTERS; i++) {
      int first = i;
      Emitter emitter = toClose(new Emitter(broker.url(), "emitter-" + i, ledger));
      IntStream numbers = IntStream.range(0, EMITS).filter(number -> number % EMITTERS == first);
      CompletableFuture<Void> done = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  emitter.emitAll(numbers);
                  done.complete(null);
                } catch (Throwable failure) { // whatever it is, the test is to fail with it
                  done.completeExceptionally(failure);
                }
              },
              "emitter " + i);
      thread.setDaemon(true);
      thread.start();
      all.add(done);
    }
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
  }

  /** Until nearly all is handled; the broker half-way. */
  private void killAtRandom(BrokerProcess broker, Instances instances) throws Exception {
    boolean brokerKilled = false;
    int next = 1 + random.nextInt(2 * KILL_EVERY);
    while (next < EMITS) {
      assertThat(ledger.awaitHandled(next, LIMIT)).as("%d handled, seed %d", next, SEED).isTrue();
      if (!brokerKilled && next >= EMITS / 2) {
        brokerKilled = true;
        broker.kill9();
        broker.restart();
      } else {
        instances.replaceOne();
      }
      next = ledger.countHandled() + 1 + random.nextInt(2 * KILL_EVERY);
    }
  }

  private void report(Instances instances, Visitor visitor, long nanos) {
    System.out.printf(
        "%,d emits: %s; %d instances killed, the broker once; %,.0f emits/s; %,d visits; seed %d%n",
        EMITS, ledger, instances.killed(), EMITS / (nanos / 1e9), visitor.visits(), SEED);
  }

  @Test
  void theQuestionWhoMayConnectGoesToAnotherInstanceWhenTheAskedOneIsKilled() throws Exception {
    BrokerProcess broker = toClose(BrokerProcess.start("guarded", data, CONFIGURATION));
    BackendHost silent = instance(broker, BackendHost.Guard.SILENT);
    Visitor visitor = toClose(new Visitor(broker.url()));
    silent.asked().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    BackendHost other = instance(broker, BackendHost.Guard.ACCEPTS);
    silent.kill();
    other.asked().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    visitor.admitted().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(visitor.refusals()).isZero();
  }

  private BackendHost instance(BrokerProcess broker, BackendHost.Guard guard) throws Exception {
    BackendHost started = toClose(BackendHost.start(broker.url(), "work", guard, ledger::handled));
    started.connected().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return started;
  }
}
