package dev.holdfast.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.client.Target;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One verb on its way to the broker, kept until it is answered. Encoded once, on the caller's
 * thread; only the sequence number is put in when it is first sent, since the broker says with
 * which number to begin.
 */
final class Request {
  /** Room for the packet's header and the sequence number. */
  private static final int OVERHEAD_BYTES = 128;

  private final Bytes head;
  private final Bytes tail;
  private final List<Bytes> attachments;
  private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();

  /** Owner: the event loop. */
  private long sequence;

  private Request(Bytes head, Bytes tail, List<Bytes> attachments) {
    this.head = head;
    this.tail = tail;
    this.attachments = attachments;
  }

  /** A verb with one argument. */
  static Request verb(String name, Map<String, ?> argument) {
    return new Request(
        Bytes.utf8("\"" + name + "\"," + Json.text(argument)), Bytes.EMPTY, List.of());
  }

  /**
   * The verb {@code $emit}.
   *
   * @throws IllegalArgumentException as {@link dev.holdfast.client.HoldfastClient#emit} says
   */
  static Request emit(Target target, String name, Object... args) {
    if (name.startsWith("$") || SocketPacketReader.isReserved(name)) {
      throw new IllegalArgumentException("an event may not be named " + name);
    }
    String open = Json.text(targetJson(target));
    Bytes head = Bytes.utf8("\"$emit\"," + open.substring(0, open.length() - 1));
    List<Bytes> attachments = new ArrayList<>();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    tail.writeBytes(new byte[] {'}', ','});
    tail.writeBytes(Json.write(name));
    for (Object arg : args) {
      tail.write(',');
      tail.writeBytes(Json.write(arg instanceof byte[] data ? attach(data, attachments) : arg));
    }
    return new Request(head, Bytes.of(tail.toByteArray()), List.copyOf(attachments));
  }

  private static ObjectNode targetJson(Target target) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    putAll(json, "rooms", target.rooms());
    putAll(json, "clients", target.clients());
    if (target.everyone()) {
      json.put("everyone", true);
    }
    putAll(json, "except", target.except());
    return json;
  }

  private static void putAll(ObjectNode json, String key, List<String> names) {
    if (!names.isEmpty()) {
      names.forEach(json.putArray(key)::add);
    }
  }

  private static Map<String, ?> attach(byte[] data, List<Bytes> attachments) {
    if (attachments.size() == SocketPacketReader.MAX_ATTACHMENTS) {
      throw new IllegalArgumentException(
          "more than " + SocketPacketReader.MAX_ATTACHMENTS + " binary arguments");
    }
    attachments.add(Bytes.of(data.clone()));
    return Map.of("_placeholder", true, "num", attachments.size() - 1);
  }

  /** True when retries of it are told apart by a sequence number. */
  boolean isEmit() {
    return !tail.isEmpty();
  }

  /** Its number; 0 while it has none. */
  long sequence() {
    return sequence;
  }

  /** Gives it its number, once. */
  void number(long next) {
    sequence = next;
  }

  /** The elements of the packet's JSON array. */
  Bytes body() {
    byte[] number = sequence == 0 ? new byte[0] : Bytes.utf8(",\"seq\":" + sequence).array();
    byte[] body = new byte[head.length() + number.length + tail.length()];
    int at = Bytes.of(number).copyTo(body, head.copyTo(body, 0));
    tail.copyTo(body, at);
    return Bytes.of(body);
  }

  List<Bytes> attachments() {
    return attachments;
  }

  /** Bytes of memory it takes, roughly. */
  long size() {
    long size = textSize();
    for (Bytes attachment : attachments) {
      size += attachment.length();
    }
    return size;
  }

  /** The largest message that it is sent in. */
  long largestMessage() {
    long largest = textSize();
    for (Bytes attachment : attachments) {
      largest = Math.max(largest, attachment.length());
    }
    return largest;
  }

  private long textSize() {
    return (long) head.length() + tail.length() + OVERHEAD_BYTES;
  }

  /** Completes on the callback thread. */
  CompletableFuture<JsonNode> answer() {
    return answer;
  }
}
