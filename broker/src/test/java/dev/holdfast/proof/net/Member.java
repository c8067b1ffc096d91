package dev.holdfast.proof.net;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One durable client of a {@link Fleet}: connects, joins, acknowledges, and comes back whenever its
 * connection has ended or gone silent, as stock clients do, or when the broker has asked it to. It
 * expects the numbered events of its room in order, and tells the tally of what the promises
 * exclude. Owned by its event loop, but for what is volatile.
 */
final class Member {
  private static final Pattern EVENT = Pattern.compile("42(\\d*)\\[\"n\",(\\d+)");
  private static final String POSITION = "\"p\":\"";
  private static final Pattern HEARTBEAT =
      Pattern.compile(".*\"pingInterval\":(\\d+),\"pingTimeout\":(\\d+).*");
  private static final String RECEIPT = "431[";
  private static final String JOINED = "430[";
  private static final Pattern RESTART =
      Pattern.compile("42\\[\"\\$restart\",\\{\"afterMs\":(\\d+)}]");
  private static final int SHORTEST_DELAY_MS = 50;
  private static final int LONGEST_DELAY_MS = 1000;

  private final Fleet fleet;
  private final Vertx vertx;
  private final WebSocketClient http;
  private final String auth;
  private final String mode;
  private final Random random;

  /** The position of every event received, by its number. */
  private final List<String> positions = new ArrayList<>();

  private @Nullable WebSocket socket;
  private long silenceTimer = -1;
  private long silenceMs;
  private int attempts;
  private boolean away;

  /** When the last attempt began. */
  private long connectingNanos;

  /**
   * When the broker has asked it to come back, after it has closed the connection; -1 for never.
   */
  private long restartMs = -1;

  /** Mode batch: events below this number are acknowledged, and that is receipted. */
  private int receipted;

  /** Events below this number are named in the acknowledgement under way; -1 for none. */
  private int acknowledging = -1;

  private volatile boolean joined;
  private volatile boolean connected;
  private final AtomicInteger received = new AtomicInteger();

  Member(Fleet fleet, int index, String mode, String keys, Random random) {
    this.fleet = fleet;
    this.vertx = fleet.vertx();
    this.http = fleet.http();
    this.mode = mode;
    this.random = random;
    this.auth =
        "40{\"clientId\":\"%s-%d\",\"ack\":\"%s\"%s}".formatted(fleet.room(), index, mode, keys);
  }

  boolean joined() {
    return joined;
  }

  /** The broker has answered, on the connection that stands now. */
  boolean connected() {
    return connected;
  }

  /** How many events it has had, each counted once. */
  int received() {
    return received.get();
  }

  void connect() {
    if (away || socket != null) {
      return;
    }
    connectingNanos = System.nanoTime();
    var unused =
        http.connect(fleet.port(), "127.0.0.1", "/socket.io/?EIO=4&transport=websocket")
            .onComplete(this::opened, failure -> retry());
  }

  private void opened(WebSocket opened) {
    if (away || socket != null) {
      var unused = opened.close();
      return;
    }
    socket = opened;
    acknowledging = -1;
    silenceMs = TimeUnit.SECONDS.toMillis(20);
    alive();
    opened.textMessageHandler(message -> on(opened, message));
    opened.exceptionHandler(failure -> {}); // the end follows
    opened.closeHandler(nothing -> lost(opened));
  }

  private void lost(WebSocket which) {
    if (socket == which) {
      socket = null;
      connected = false;
      vertx.cancelTimer(silenceTimer);
      if (restartMs < 0) {
        retry();
      } else {
        vertx.setTimer(restartMs, timer -> connect());
        restartMs = -1;
      }
    }
  }

  private void retry() {
    if (away) {
      return;
    }
    int ceiling = Math.min(LONGEST_DELAY_MS, SHORTEST_DELAY_MS << Math.min(attempts++, 10));
    vertx.setTimer(ceiling / 2 + random.nextInt(ceiling / 2 + 1), timer -> connect());
  }

  /** A connection without pings is a dead one, which is given up without a word. */
  private void alive() {
    vertx.cancelTimer(silenceTimer);
    WebSocket watched = socket;
    silenceTimer =
        vertx.setTimer(
            silenceMs,
            timer -> {
              if (watched != null && watched == socket) {
                lost(watched);
                var unused = watched.close();
              }
            });
  }

  private void on(WebSocket from, String message) {
    if (from != socket) {
      return; // of a connection given up
    }
    if (message.equals("2")) {
      alive();
      send("3");
    } else if (message.startsWith("0{")) {
      Matcher heartbeat = HEARTBEAT.matcher(message);
      if (heartbeat.matches()) {
        silenceMs = Long.parseLong(heartbeat.group(1)) + Long.parseLong(heartbeat.group(2));
      }
      alive();
      send(auth);
    } else if (message.startsWith("40{")) {
      fleet.letIn(connectingNanos);
      attempts = 0;
      connected = true;
      send("420[\"$join\",\"" + fleet.room() + "\"]");
    } else if (message.startsWith(JOINED)) {
      joined = true;
    } else if (message.startsWith("42[\"$restart\"")) {
      restart(message);
    } else if (message.startsWith(RECEIPT)) {
      receipt(message);
    } else {
      event(message);
    }
  }

  private void restart(String message) {
    Matcher restart = RESTART.matcher(message);
    if (restart.matches()) {
      restartMs = Long.parseLong(restart.group(1));
      fleet.told();
    } else {
      fleet.tally().violated(auth + " got " + message);
    }
  }

  private void receipt(String message) {
    if (message.equals("431[{}]")) {
      receipted = Math.max(receipted, acknowledging);
    } else {
      fleet.tally().violated(auth + " acknowledged and got " + message);
    }
    acknowledging = -1;
    acknowledge();
  }

  private void event(String message) {
    Matcher event = EVENT.matcher(message);
    if (!event.lookingAt()) {
      fleet.tally().violated(auth + " got " + message);
      return;
    }
    int number = Integer.parseInt(event.group(2));
    String position = position(message);
    int expected = received.get();
    if (number > expected) {
      fleet.tally().violated("P2, P4: " + auth + " got " + number + " before " + expected);
    } else if (number == expected) {
      positions.add(position);
      received.incrementAndGet();
      fleet.received(number);
    } else if (number < receipted) {
      fleet.tally().violated("P3: " + auth + " got " + number + " again after its receipt");
    } else if (!positions.get(number).equals(position)) {
      fleet.tally().violated("P5: " + auth + " got " + number + " twice: " + position);
    }
    if (mode.equals("each")) {
      send("43" + event.group(1) + "[]");
    }
    acknowledge();
  }

  /** Of the event's header; empty if it has none. */
  private static String position(String message) {
    int header = message.lastIndexOf(POSITION);
    int from = header + POSITION.length();
    return header < 0 ? "" : message.substring(from, message.indexOf('"', from));
  }

  /** Mode batch; one acknowledgement is under way at a time. */
  private void acknowledge() {
    int handled = received.get();
    if (mode.equals("batch") && acknowledging < 0 && handled > receipted) {
      acknowledging = handled;
      send("421[\"$ack\",{\"upTo\":\"" + positions.get(handled - 1) + "\"}]");
    }
  }

  private void send(String message) {
    if (socket != null) {
      var unused = socket.writeTextMessage(message);
    }
  }

  /** Stays away until {@link #comeBack}. */
  void leave() {
    away = true;
    if (socket != null) {
      var unused = socket.close();
    }
  }

  void comeBack() {
    away = false;
    connect();
  }
}
