package dev.holdfast.proof.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.it.rig.TcpClient;
import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.HistoryWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client outside the broker that speaks the wire and notes all it does and sees. It connects
 * again whenever it is cut off. A thread of its own does everything; others steer it.
 */
final class LoadClient implements AutoCloseable {
  private static final long PAUSE_NANOS = 20_000_000;

  private final Role role;
  private final int port;
  private final HistoryWriter history;
  private final Emits emits;
  private final Memberships rooms;
  private final Acks acks;
  private final Thread thread;

  /** The ends of streams that it was delivered. */
  private final Set<String> ends = new HashSet<>();

  private int sessions;
  private @Nullable String pid;
  private volatile boolean connected;
  private volatile boolean closed;
  private volatile boolean draining;
  private volatile boolean quiet;
  private volatile boolean settled;
  private volatile @Nullable Throwable failure;

  LoadClient(Role role, int port, HistoryWriter history, Past past, Targets targets) {
    Random random = new Random(targets.random().nextLong());
    this.role = role;
    this.port = port;
    this.history = history;
    this.emits = new Emits(role, history, targets, past);
    this.rooms = new Memberships(role, history, random, past);
    this.acks = new Acks(role.mode(), history, random, past);
    this.sessions = past.sessions();
    this.thread = new Thread(this::run, "load " + role.client());
  }

  void start() {
    thread.start();
  }

  Role role() {
    return role;
  }

  Emits emits() {
    return emits;
  }

  /** It has been connected, and so has a queue. */
  boolean isKnown() {
    return connected;
  }

  /** It emits nothing new, and changes no membership, from now on. */
  void drain() {
    emits.rate(0);
    draining = true;
  }

  /** While draining: everything it has asked for was answered. */
  boolean isQuiet() {
    return quiet;
  }

  /** It has got the end of each of its streams, and its acknowledgements are received. */
  boolean isSettled() {
    return settled;
  }

  /** What went wrong in the client itself, or that the broker said what it must not. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Ends it; says in the history that nothing more was to come. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    history.close();
  }

  private void run() {
    try {
      while (!closed) {
        try (TcpClient socket = TcpClient.open(port)) {
          new Conversation(socket).run();
        } catch (UncheckedIOException e) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
      history.note(new Entry.Settled(HistoryWriter.now()));
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** One connection. */
  private final class Conversation implements Session {
    private final TcpClient socket;
    private final String name = role.client() + "/" + ++sessions;
    private final Map<Long, Consumer<JsonNode>> awaited = new HashMap<>();
    private long lastAckId;

    /** It has been let in. */
    private boolean here;

    Conversation(TcpClient socket) {
      this.socket = socket;
    }

    void run() {
      Map<String, String> auth = auth();
      history.note(new Entry.Connecting(HistoryWriter.now(), name, role.mode().onWire()));
      try {
        send("40" + Wire.text(auth));
        while (!closed) {
          take(socket.read());
        }
      } finally {
        quiet = false;
        history.note(new Entry.Ended(HistoryWriter.now(), name));
      }
    }

    private Map<String, String> auth() {
      Map<String, String> auth = new HashMap<>();
      auth.put("clientId", role.client());
      auth.put("ack", role.mode().onWire());
      String seen = acks.connecting();
      if (seen != null && pid != null) {
        auth.put("pid", pid);
        auth.put("offset", seen);
      }
      return auth;
    }

    private void take(String message) {
      if (message.equals("2")) {
        acks.pong(this);
        send("3");
      } else if (message.startsWith("4")) {
        take(Wire.packet(message));
      } else {
        throw new IllegalStateException("not expected: " + message);
      }
      if (here) {
        step();
      }
    }

    private void take(Wire.Packet packet) {
      switch (packet.type()) {
        case 0 -> connected(packet.data());
        case 2 -> event(packet);
        case 3 -> awaited.remove(packet.ackId()).accept(packet.data().get(0));
        default -> throw new IllegalStateException(role.client() + " was told " + packet);
      }
    }

    private void connected(JsonNode answer) {
      pid = answer.path("pid").asText(null);
      String position = answer.path("holdfast").path("position").asText();
      history.note(new Entry.Connected(HistoryWriter.now(), name, position));
      connected = true;
      here = true;
      rooms.resume(this);
      emits.resume(this);
    }

    private void event(Wire.Packet packet) {
      long at = HistoryWriter.now();
      JsonNode data = packet.data();
      String kind = data.get(0).asText();
      if (kind.equals("$gap")) {
        gap(at, data, packet.ackId());
        return;
      } else if (kind.startsWith("$")) {
        throw new IllegalStateException(role.client() + " was told " + data);
      }
      String event = data.get(1).asText();
      String body = data.get(2).asText();
      String position = position(data, 3);
      history.note(new Entry.Delivered(at, name, event, position, Body.digest(body)));
      if (kind.equals(Emits.END)) {
        ends.add(body);
      }
      acks.delivered(this, event, position, packet.ackId());
    }

    private void gap(long at, JsonNode data, long ackId) {
      JsonNode gap = data.get(1);
      String to = gap.get("to").asText();
      history.note(
          new Entry.Gap(
              at,
              name,
              gap.get("from").asText(),
              to,
              gap.get("events").asLong(),
              gap.get("reason").asText()));
      acks.delivered(this, "$gap to " + to, position(data, 2), ackId);
    }

    private @Nullable String position(JsonNode data, int index) {
      return switch (role.mode()) {
        case BATCH -> data.get(index).get("p").asText();
        case OFFSET -> data.get(index).asText();
        case EACH, AUTO -> null;
      };
    }

    private void step() {
      if (role.resends() != Role.Resends.NEVER) {
        emits.step(this);
      }
      if (draining) {
        acks.flush(this);
        List<String> memberships = rooms.settled();
        quiet = emits.allConfirmed() && memberships != null;
        settled = quiet && acks.settled() && ends.containsAll(Ends.of(role.client(), memberships));
      } else {
        rooms.step(this);
      }
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void request(Consumer<JsonNode> answered, Object... nameAndArguments) {
      awaited.put(++lastAckId, answered);
      send(Wire.event(lastAckId, nameAndArguments));
    }

    @Override
    public void send(String message) {
      socket.send(message);
    }
  }
}
