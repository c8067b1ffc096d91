package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.QueueInfo;
import dev.holdfast.client.internal.outbox.DiskOutbox;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the client connected. It owns all transitions of its state machine:
 *
 * <pre>
 *   NEW        --start-->      CONNECTING
 *   CONNECTING --connected-->  CONNECTED
 *   CONNECTING, CONNECTED --lost-->     WAITING --delay over--> CONNECTING
 *   CONNECTING, CONNECTED --refused-->  CLOSED
 *   any of them --wound down, or out of time--> CLOSED
 * </pre>
 *
 * Owner: the event loop.
 */
final class ClientCore implements Connection.Listener {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.client");

  /** A broker cannot send a client away for longer than this. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  private final Environment environment;
  private final Settings settings;
  private final States states;
  private final Backoff backoff;
  private final Unanswered unanswered;
  private final @Nullable StoredEmits stored;
  private final Deliveries deliveries;
  private final Gate gate;
  private final TokenDesk tokens;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Written by the event loop, read anywhere. */
  private volatile Optional<QueueInfo> queue = Optional.empty();

  private Phase phase = Phase.NEW;
  private boolean windingDown;
  private @Nullable Connection connection;
  private EventLoop.Timer reconnect = () -> {};
  private EventLoop.Timer giveUp = () -> {};
  private long connectedAtNanos;

  ClientCore(Environment environment, Settings settings, States states, Handlers handlers) {
    EventLoop loop = environment.loop();
    this.environment = environment;
    this.settings = settings;
    this.states = states;
    this.backoff = new Backoff(settings.reconnect(), environment.random());
    this.tokens = new TokenDesk(loop, environment.callbacks(), settings.endpoint().tokens());
    Budget budget = new Budget(settings.limits());
    boolean numbered = settings.endpoint().clientId() != null && !settings.endpoint().shared();
    this.unanswered =
        new Unanswered(loop, budget, environment.callbacks(), numbered, this::finishWhenDone);
    this.gate = new Gate(loop, budget, unanswered::add, this::caughtUp, this::isDeliveryThread);
    this.deliveries = new Deliveries(environment, settings, handlers, gate, this::finishWhenDone);
    this.stored = stored(budget);
  }

  private @Nullable StoredEmits stored(Budget budget) {
    DiskOutbox disk = environment.stores().outbox();
    return disk == null
        ? null
        : new StoredEmits(
            environment.loop(),
            environment.callbacks(),
            disk,
            unanswered,
            new StoredEmits.Options(
                budget, settings.local().outboxOptions().listener(), settings.redelivery()));
  }

  /** True when emits are kept on disk. */
  boolean storesEmits() {
    return stored != null;
  }

  /**
   * Takes an emit into the outbox, from any thread.
   *
   * @throws IllegalStateException when there is none
   */
  StoredEmits.Stored store(Request request) {
    StoredEmits emits = stored;
    if (emits == null) {
      throw new IllegalStateException("the client has no outbox: see HoldfastClientBuilder.outbox");
    }
    return gate.letIn(
        () -> emits.add(request),
        closing ->
            new StoredEmits.Stored(
                CompletableFuture.failedFuture(closing), CompletableFuture.failedFuture(closing)));
  }

  /** What the broker said of the queue at the last connect. From any thread. */
  Optional<QueueInfo> queue() {
    return queue;
  }

  /** Completes on the callback thread when connected for the first time. */
  CompletableFuture<Void> connected() {
    return connected;
  }

  /** Completes on the event loop when all is over after {@link #windDown()}. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** True on the thread that runs the handlers. */
  boolean isDeliveryThread() {
    return deliveries.isDeliveryThread();
  }

  /** Begins to connect; does nothing the second time. */
  void start() {
    assert environment.loop().isOwner();
    if (phase == Phase.NEW && !windingDown) {
      open();
    }
  }

  /** Where requests come in. */
  Gate gate() {
    return gate;
  }

  private void caughtUp() {
    deliveries.caughtUp();
  }

  /** Lets what is under way come to its end, within the configured time, and closes. */
  void windDown() {
    assert environment.loop().isOwner();
    windingDown = true;
    deliveries.windDown();
    giveUp = environment.loop().schedule(settings.limits().closeTimeout(), this::finish);
    finishWhenDone();
  }

  private void open() {
    phase = Phase.CONNECTING;
    states.change(ClientState.CONNECTING, "");
    tokens.ask(
        new TokenDesk.Answer() {
          @Override
          public void token(@Nullable String token) {
            openWith(token);
          }

          @Override
          public void failed(String reason) {
            onLost(reason, 0);
          }
        });
  }

  private void openWith(@Nullable String token) {
    Bytes auth = ConnectPayload.of(settings, token);
    connection = new Connection(environment.loop(), settings.endpoint().namespace(), auth, this);
    environment.connector().open(connection);
  }

  @Override
  public void onConnected(Connection opened, JsonNode holdfast) {
    phase = Phase.CONNECTED;
    tokens.accepted();
    connectedAtNanos = environment.loop().nanoTime();
    QueueInfo info = Gaps.queue(holdfast);
    queue = Optional.of(info);
    environment.callbacks().execute(() -> environment.stores().handledUpTo(info.position()));
    deliveries.connected(opened);
    long lastSeen = holdfast.path("lastSeq").asLong(0);
    unanswered.connected(opened, lastSeen);
    if (stored != null) {
      stored.connected(lastSeen);
    }
    states.change(ClientState.CONNECTED, "");
    environment.callbacks().execute(() -> connected.complete(null));
    finishWhenDone();
  }

  @Override
  public void onEvent(SocketPacket packet) {
    if (packet.payload().name().equals("$token")) {
      Connection asking = connection;
      tokens.renew(token -> renewed(asking, packet.ackId(), token));
    } else {
      deliveries.deliver(packet);
    }
  }

  private static void renewed(@Nullable Connection asking, long ackId, String token) {
    if (asking != null && ackId != SocketPacket.NO_ACK_ID) {
      try {
        asking.answer(ackId, Encoded.of(token));
      } catch (HoldfastException notSent) {
        LOG.log(System.Logger.Level.WARNING, "no token was given: {0}", notSent.getMessage());
      }
    }
  }

  @Override
  public void onRefused(String code, String message) {
    if (code.equals(HoldfastException.UNAUTHORIZED) && tokens.mayTryAnother()) {
      onLost(message, 0);
    } else {
      close(new HoldfastException(code, message));
    }
  }

  @Override
  public void onLost(String reason, long retryAfterMs) {
    if (phase == Phase.CONNECTED && stayedLong()) {
      backoff.reset();
    }
    disconnected();
    phase = Phase.WAITING;
    states.change(ClientState.DISCONNECTED, reason);
    Duration wished = Duration.ofMillis(Math.min(retryAfterMs, MAX_RETRY_AFTER.toMillis()));
    reconnect = environment.loop().schedule(backoff.next(wished), this::open);
    finishWhenDone();
  }

  /** One that is lost again at once must not be tried again at once. */
  private boolean stayedLong() {
    long nanos = environment.loop().nanoTime() - connectedAtNanos;
    return nanos >= settings.reconnect().max().toNanos();
  }

  private void disconnected() {
    connection = null;
    tokens.cancel();
    unanswered.disconnected();
    deliveries.disconnected();
  }

  private void finishWhenDone() {
    if (!windingDown) {
      return;
    }
    boolean nothingMore = phase == Phase.NEW || phase == Phase.CLOSED;
    boolean quiet = phase != Phase.CONNECTED || deliveries.isQuiet();
    boolean allSent = stored == null || phase != Phase.CONNECTED || stored.isEmpty();
    if (nothingMore || (unanswered.isEmpty() && allSent && quiet)) {
      finish();
    }
  }

  private void finish() {
    gate.shut();
    close(new HoldfastException(HoldfastException.CLOSED, "the client was closed"));
  }

  private void close(HoldfastException reason) {
    if (phase != Phase.CLOSED) {
      phase = Phase.CLOSED;
      states.change(ClientState.CLOSED, String.valueOf(reason.getMessage()));
      reconnect.cancel();
      if (connection != null) {
        connection.close();
      }
      disconnected();
      deliveries.stop();
      unanswered.close(reason);
      if (stored != null) {
        stored.close(reason);
      }
      environment.callbacks().execute(() -> connected.completeExceptionally(reason));
    }
    if (windingDown) {
      giveUp.cancel();
      closed.complete(null);
    }
  }

  private enum Phase {
    NEW,
    CONNECTING,
    CONNECTED,
    WAITING,
    CLOSED
  }

  /**
   * What a client runs on.
   *
   * @param callbacks completes stages and calls listeners, in order
   * @param stores what the client has on disk
   */
  record Environment(
      EventLoop loop,
      Transport.Connector connector,
      RandomGenerator random,
      Executor callbacks,
      Stores stores) {}
}
