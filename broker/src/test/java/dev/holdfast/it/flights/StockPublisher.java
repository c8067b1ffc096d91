package dev.holdfast.it.flights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import io.socket.thread.EventThread;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * A publisher on the official Java client that does what the wire asks of a careful one: it numbers
 * its emits, and after each reconnect sends the unconfirmed ones again, in order, with the same
 * numbers (P5).
 */
final class StockPublisher implements FlightPublisher {
  private static final int MAX_UNCONFIRMED = 500;
  private static final long CONFIRM_LIMIT_SECONDS = 60;
  private static final JsonMapper JSON = new JsonMapper();

  private record Emit(
      JSONObject target, String event, Object argument, CompletableFuture<Object> confirm) {}

  private final Socket socket;
  private final Semaphore permits = new Semaphore(MAX_UNCONFIRMED);

  /** Not yet confirmed, in order. The library's event thread only. */
  private final Queue<Emit> unconfirmed = new ArrayDeque<>();

  /** The number of the last emit. The publishing thread only. */
  private long sequence;

  StockPublisher(URI url, String clientId) {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.auth = Map.of("clientId", clientId);
    options.reconnectionDelay = 50;
    options.reconnectionDelayMax = 500;
    socket = IO.socket(url, options);
    socket.on(Socket.EVENT_CONNECT, values -> unconfirmed.forEach(this::send));
    socket.connect();
  }

  @Override
  public CompletionStage<?> publish(Collection<String> rooms, String event, Object argument) {
    awaitPermit();
    Map<String, Object> target = Map.of("rooms", rooms, "seq", ++sequence);
    Emit emit = new Emit(toOrg(target), event, toOrg(argument), new CompletableFuture<>());
    EventThread.exec(
        () -> {
          unconfirmed.add(emit);
          if (socket.connected()) {
            send(emit);
          }
        });
    return emit.confirm();
  }

  @Override
  public void close() {
    socket.disconnect();
  }

  private void awaitPermit() {
    try {
      if (!permits.tryAcquire(CONFIRM_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no confirm within " + CONFIRM_LIMIT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a confirm", e);
    }
  }

  private void send(Emit emit) {
    Object[] arguments = {emit.target(), emit.event(), emit.argument()};
    socket.emit("$emit", arguments, (Ack) answer -> onConfirm(emit, (JSONObject) answer[0]));
  }

  /** A resent emit may be confirmed twice. */
  private void onConfirm(Emit emit, JSONObject answer) {
    if (!unconfirmed.remove(emit)) {
      return;
    }
    permits.release();
    if (answer.has("position")) {
      emit.confirm().complete(answer);
    } else {
      emit.confirm().completeExceptionally(new IllegalStateException(answer.toString()));
    }
  }

  private static JSONObject toOrg(Object value) {
    try {
      return new JSONObject(JSON.writeValueAsString(value));
    } catch (JSONException | JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON object: " + value, e);
    }
  }
}
