package dev.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.Broker;
import dev.holdfast.broker.TestBrokers;
import dev.holdfast.broker.config.NamespaceConfig;
import dev.holdfast.broker.queue.StreamName;
import dev.holdfast.broker.routing.Backends;
import dev.holdfast.broker.routing.Destination;
import dev.holdfast.broker.routing.NamespaceRules;
import dev.holdfast.broker.routing.Route;
import dev.holdfast.broker.routing.Routes;
import dev.holdfast.it.rig.FaultProxy;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A back-end of three instances, one of which dies every now and then while four stock clients emit
 * and wait for replies. {@code -Dholdfast.backends.emits=100000} makes it long.
 */
class BackendsUnderLoadTest {
  private static final int EMITS = Integer.getInteger("holdfast.backends.emits", 4_000);
  private static final long SEED = Long.getLong("holdfast.backends.seed", System.nanoTime());
  private static final int CLIENTS = 4;
  private static final int INSTANCES = 3;
  private static final int IN_FLIGHT = 100;
  private static final int KILL_EVERY = 400;
  private static final int REPLY_TIMEOUT_MS = 5_000;

  @TempDir Path dataDir;

  /** How often each emit, by its number, was handled. */
  private final Map<Integer, AtomicInteger> handled = new ConcurrentHashMap<>();

  /** How often the ack function of each was called. */
  private final Map<Integer, AtomicInteger> answered = new ConcurrentHashMap<>();

  private final AtomicInteger timeouts = new AtomicInteger();
  private final CountDownLatch allHandled = new CountDownLatch(EMITS);
  private final CountDownLatch allAnswered = new CountDownLatch(EMITS);
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final Random random = new Random(SEED);
  private final List<Instance> instances = new ArrayList<>();
  private final List<Socket> clients = new ArrayList<>();
  private Broker broker;

  /** An instance, and the one way it has to the broker. */
  private record Instance(FaultProxy proxy, HoldfastBackend backend) {
    /** What the broker sees of a process that is killed; the back-end can tell it nothing more. */
    void kill() {
      proxy.close();
      backend.close();
    }

    void stop() {
      backend.close();
      proxy.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    Destination toWork = new Destination.One(StreamName.Kind.INBOX, "work");
    Route replied = new Route(toWork, Route.NO_ID, REPLY_TIMEOUT_MS);
    Routes routes = new Routes(List.of(new Routes.Rule("work", replied)), toWork);
    Backends backends = new Backends(List.of("work"), null, 5000);
    NamespaceRules rules = new NamespaceRules(false, backends, routes);
    broker = TestBrokers.start(dataDir, List.of(new NamespaceConfig("/", rules)));
    for (int i = 0; i < INSTANCES; i++) {
      instances.add(instance());
    }
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(client());
    }
  }

  @AfterEach
  void stop() {
    clients.forEach(Socket::disconnect);
    instances.forEach(Instance::stop);
    broker.close();
  }

  @Test
  void everyEmitIsHandledAndAnsweredOrVisiblyTimedOut() throws Exception {
    int kills = 0;
    for (int number = 0; number < EMITS; number++) {
      if (number % KILL_EVERY == KILL_EVERY - 1) {
        replaceOne();
        kills++;
      }
      assertThat(inFlight.tryAcquire(60, TimeUnit.SECONDS)).as("seed %s", SEED).isTrue();
      emit(clients.get(number % CLIENTS), number);
    }
    assertThat(allAnswered.await(60, TimeUnit.SECONDS)).as("all answered, seed %s", SEED).isTrue();
    assertThat(answered.values()).as("answers to one emit").allMatch(times -> times.get() == 1);
    assertThat(answered).hasSize(EMITS);
    // Those whose reply timed out too.
    assertThat(allHandled.await(60, TimeUnit.SECONDS)).as("all handled, seed %s", SEED).isTrue();
    int again = handled.values().stream().mapToInt(AtomicInteger::get).sum() - EMITS;
    System.out.printf(
        "%,d emits, %d instances killed, %d handled again, %d timed out, seed %d%n",
        EMITS, kills, again, timeouts.get(), SEED);
  }

  /** Kills an instance, at random with a goodbye or without, and starts another. */
  private void replaceOne() throws Exception {
    Instance dying = instances.remove(random.nextInt(INSTANCES));
    if (random.nextInt(4) == 0) {
      dying.stop();
    } else {
      dying.kill();
    }
    instances.add(instance());
  }

  private Instance instance() throws Exception {
    FaultProxy proxy = FaultProxy.to(broker.port());
    HoldfastBackend backend =
        HoldfastBackend.builder(proxy.url().toString())
            .clientId("work")
            .window(50)
            .closeTimeout(Duration.ofMillis(200))
            .build();
    backend.on(
        "work",
        (session, event) -> {
          int number = event.arg(0, Integer.class);
          handled(number);
          event.reply(number);
        });
    backend.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
    return new Instance(proxy, backend);
  }

  private void handled(int number) {
    AtomicInteger times = handled.computeIfAbsent(number, key -> new AtomicInteger());
    if (times.incrementAndGet() == 1) {
      allHandled.countDown();
    }
  }

  private Socket client() throws Exception {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.transports = new String[] {"websocket"};
    Socket socket = IO.socket(URI.create(broker.url()), options);
    CountDownLatch connected = new CountDownLatch(1);
    socket.on(Socket.EVENT_CONNECT, args -> connected.countDown());
    socket.connect();
    assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
    return socket;
  }

  private void emit(Socket client, int number) {
    client.emit("work", new Object[] {number}, (Ack) args -> answered(number, args[0]));
  }

  private void answered(int number, Object answer) {
    if (!answer.equals(number)) {
      assertThat(answer.toString()).contains("reply-timeout");
      timeouts.incrementAndGet();
    }
    answered.computeIfAbsent(number, key -> new AtomicInteger()).incrementAndGet();
    inFlight.release();
    allAnswered.countDown();
  }
}
