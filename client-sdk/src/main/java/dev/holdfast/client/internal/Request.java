package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.client.EmitOptions;
import dev.holdfast.client.HoldfastException;
import dev.holdfast.client.Target;
import dev.holdfast.client.internal.outbox.Parcel;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One verb on its way to the broker, kept until it is answered. Encoded once, on the caller's
 * thread; only the sequence number is put in when it is first sent, since the broker says with
 * which number to begin.
 */
final class Request {
  /** Room for the packet's header and the sequence number. */
  private static final int OVERHEAD_BYTES = 128;

  /** Its head is the verb and its options, without the brace that closes them. */
  private final Parcel parcel;

  private final Resend resend;
  private final CompletableFuture<Response> answer = new CompletableFuture<>();

  /** Null where the stage of {@link #answer} is all that waits for it. */
  private final @Nullable Fate fate;

  /** Owner: the event loop. */
  private long sequence;

  private Request(Parcel parcel, Resend resend, @Nullable Fate fate) {
    this.parcel = parcel;
    this.resend = resend;
    this.fate = fate;
  }

  /** An emit that is kept elsewhere until it is answered, under the number it has there. */
  static Request stored(Parcel parcel, long sequence, Fate fate) {
    Request request = new Request(parcel, Resend.ALWAYS, fate);
    request.sequence = sequence;
    return request;
  }

  private static Request of(String verb, ObjectNode json, Resend resend, Encoded args) {
    String options = Json.text(json);
    Bytes head = Bytes.utf8("\"" + verb + "\"," + options.substring(0, options.length() - 1));
    Bytes tail = args.json().isEmpty() ? Bytes.utf8("}") : joined("},", args.json());
    return new Request(new Parcel(head, tail, args.attachments()), resend, null);
  }

  private static Bytes joined(String start, Bytes end) {
    Bytes first = Bytes.utf8(start);
    byte[] all = new byte[first.length() + end.length()];
    end.copyTo(all, first.copyTo(all, 0));
    return Bytes.of(all);
  }

  /** A verb with one argument, which does no harm when it is carried out twice. */
  static Request verb(String name, ObjectNode options) {
    return of(name, options, Resend.ALWAYS, Encoded.of());
  }

  /**
   * The verb {@code $emit}.
   *
   * @param id by which the broker knows it when it is sent again; null where it gets a number
   * @throws IllegalArgumentException as {@link dev.holdfast.client.HoldfastClient#emit} says
   */
  static Request emit(Target target, @Nullable String id, String name, @Nullable Object... args) {
    return emit(target, id, EmitOptions.NONE, name, args);
  }

  /** As {@link #emit(Target, String, String, Object...)}, with options; their id goes first. */
  static Request emit(
      Target target,
      @Nullable String id,
      EmitOptions wanted,
      String name,
      @Nullable Object... args) {
    ObjectNode options = options(target);
    putTrace(options, wanted);
    if (target.isVolatile()) {
      if (!wanted.withTrace(null, null).equals(EmitOptions.NONE)) {
        throw new IllegalArgumentException(
            "a volatile event takes no options but its trace: " + wanted);
      }
      return of("$emit", options, Resend.NEVER, event(name, args));
    }
    putAll(options, wanted);
    String known = wanted.id() == null ? id : wanted.id();
    if (known != null) {
      options.put("id", known);
    }
    Resend resend = id == null ? Resend.NUMBERED : Resend.ALWAYS;
    return of("$emit", options, resend, event(name, args));
  }

  /**
   * The verb {@code $ask}.
   *
   * @throws IllegalArgumentException as {@link dev.holdfast.client.HoldfastClient#emit} says, and
   *     when the timeout is shorter than a millisecond
   */
  static Request ask(Target target, Duration timeout, String name, @Nullable Object... args) {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("a timeout is at least a millisecond: " + timeout);
    }
    ObjectNode options = options(target);
    options.remove("volatile"); // every question is
    options.put("timeoutMs", timeout.toMillis());
    return of("$ask", options, Resend.NEVER, event(name, args));
  }

  /** The verb {@code $reply}: {@code args} for the ack function of an event's emitter. */
  static Request reply(String sid, String position, Encoded args) {
    return of("$reply", Json.object().put("sid", sid).put("p", position), Resend.ALWAYS, args);
  }

  private static Encoded event(String name, @Nullable Object... args) {
    if (name.startsWith("$") || SocketPacketReader.isReserved(name)) {
      throw new IllegalArgumentException("an event may not be named " + name);
    }
    Encoded encoded = Encoded.of(args);
    String start = Json.text(name);
    Bytes json = encoded.json().isEmpty() ? Bytes.utf8(start) : joined(start + ",", encoded.json());
    return new Encoded(json, encoded.attachments());
  }

  private static ObjectNode options(Target target) {
    ObjectNode json = Json.object();
    putAll(json, "rooms", target.to().rooms());
    putAll(json, "clients", target.to().clients());
    putAll(json, "sessions", target.to().sessions());
    if (target.everyone()) {
      json.put("everyone", true);
    }
    putAll(json, "except", target.except().clients());
    putAll(json, "exceptRooms", target.except().rooms());
    putAll(json, "exceptSessions", target.except().sessions());
    if (target.isVolatile()) {
      json.put("volatile", true);
    }
    return json;
  }

  private static void putTrace(ObjectNode json, EmitOptions wanted) {
    if (wanted.traceparent() != null) {
      json.put("traceparent", wanted.traceparent());
    }
    if (wanted.tracestate() != null) {
      json.put("tracestate", wanted.tracestate());
    }
  }

  private static void putAll(ObjectNode json, EmitOptions wanted) {
    if (wanted.ttl() != null) {
      json.put("ttlMs", wanted.ttl().toMillis());
    }
    if (wanted.deliverAt() != null) {
      json.put("deliverAt", wanted.deliverAt().toEpochMilli());
    }
    if (wanted.retain()) {
      json.put("retain", true);
    }
    if (wanted.receipt()) {
      json.put("receipt", true);
    }
  }

  private static void putAll(ObjectNode json, String key, List<String> names) {
    if (!names.isEmpty()) {
      names.forEach(json.putArray(key)::add);
    }
  }

  /** What becomes of it when its connection is lost before its answer came. */
  Resend resend() {
    return resend;
  }

  /** Its number; 0 while it has none. */
  long sequence() {
    return sequence;
  }

  /** Gives it its number, once. */
  void number(long next) {
    sequence = next;
  }

  /** What it is but for its number. */
  Parcel parcel() {
    return parcel;
  }

  /** Who is told what becomes of it; null where its stage tells. */
  @Nullable Fate fate() {
    return fate;
  }

  /** The elements of the packet's JSON array. */
  Bytes body() {
    Bytes head = parcel.head();
    Bytes tail = parcel.tail();
    byte[] number = sequence == 0 ? new byte[0] : Bytes.utf8(",\"seq\":" + sequence).array();
    byte[] body = new byte[head.length() + number.length + tail.length()];
    int at = Bytes.of(number).copyTo(body, head.copyTo(body, 0));
    tail.copyTo(body, at);
    return Bytes.of(body);
  }

  List<Bytes> attachments() {
    return parcel.attachments();
  }

  /** Bytes of memory it takes, roughly. */
  long size() {
    long size = textSize();
    for (Bytes attachment : attachments()) {
      size += attachment.length();
    }
    return size;
  }

  /** The largest message that it is sent in. */
  long largestMessage() {
    long largest = textSize();
    for (Bytes attachment : attachments()) {
      largest = Math.max(largest, attachment.length());
    }
    return largest;
  }

  private long textSize() {
    return (long) parcel.head().length() + parcel.tail().length() + OVERHEAD_BYTES;
  }

  /** Completes on the callback thread. */
  CompletableFuture<Response> answer() {
    return answer;
  }

  /** Is told once what became of a request, on the event loop. */
  interface Fate {
    /** The broker has carried it out. */
    void answered(Response answer);

    /** It will not be carried out: the broker has refused it, or takes nothing so large. */
    void refused(HoldfastException reason);

    /** Nobody knows: the client was closed, or the connection was lost. */
    void abandoned(HoldfastException reason);
  }

  /** What becomes of a request whose connection was lost. */
  enum Resend {
    /** It is sent again: carried out twice it does no harm, or the broker knows it by its id. */
    ALWAYS,
    /** It is sent again under its sequence number, where the client has such numbers. */
    NUMBERED,
    /** It fails: nobody knows whether it was carried out. */
    NEVER
  }
}
