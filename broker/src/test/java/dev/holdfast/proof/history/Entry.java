package dev.holdfast.proof.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a publisher or client did or saw: a line of its history. What it does is noted
 * before it is sent, what it sees after it has come; so {@code at} bounds when the broker can have
 * done its part.
 *
 * <p>An event is named {@code publisher#number}, where a publisher counts in the order in which it
 * emits. Positions are as on the wire. A session is named by whoever connects, anew each time.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "k")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Entry.Emitting.class, name = "emit"),
  @JsonSubTypes.Type(value = Entry.Confirmed.class, name = "confirmed"),
  @JsonSubTypes.Type(value = Entry.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Entry.Connecting.class, name = "connect"),
  @JsonSubTypes.Type(value = Entry.Connected.class, name = "connected"),
  @JsonSubTypes.Type(value = Entry.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = Entry.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = Entry.Acked.class, name = "ack"),
  @JsonSubTypes.Type(value = Entry.Receipt.class, name = "receipt"),
  @JsonSubTypes.Type(value = Entry.Nacked.class, name = "nack"),
  @JsonSubTypes.Type(value = Entry.Joining.class, name = "join"),
  @JsonSubTypes.Type(value = Entry.Joined.class, name = "joined"),
  @JsonSubTypes.Type(value = Entry.Leaving.class, name = "leave"),
  @JsonSubTypes.Type(value = Entry.Left.class, name = "left"),
  @JsonSubTypes.Type(value = Entry.Gap.class, name = "gap"),
  @JsonSubTypes.Type(value = Entry.Settled.class, name = "settled")
})
public sealed interface Entry {
  /** {@link System#nanoTime()}: one clock for all processes of a machine. */
  long at();

  /** Emits, for the first time or again. The body is what must arrive. */
  record Emitting(long at, String event, Target target, String body) implements Entry {}

  /** The confirm has come. */
  record Confirmed(long at, String event, String position) implements Entry {}

  /** The emit was refused with this code. */
  record Refused(long at, String event, String code) implements Entry {}

  /** Connects, with this acknowledgement mode ({@code sdk}: by the Java SDK). */
  record Connecting(long at, String session, String mode) implements Entry {}

  /** The CONNECT answer has come; up to this position all is acknowledged, as the broker says. */
  record Connected(long at, String session, String position) implements Entry {}

  /** The session's connection is gone. */
  record Ended(long at, String session) implements Entry {}

  /** An event has come; without its position where the mode does not tell it. */
  record Delivered(long at, String session, String event, @Nullable String position, String body)
      implements Entry {}

  /**
   * Acknowledges.
   *
   * @param number of this acknowledgement in this history, for its receipt
   * @param upTo everything delivered up to this position, or null
   * @param events further events
   * @param all everything delivered so far in the session, as a pong may
   */
  record Acked(
      long at, String session, long number, @Nullable String upTo, List<String> events, boolean all)
      implements Entry {}

  /** The broker says that the acknowledgement of this number is durable. */
  record Receipt(long at, long number) implements Entry {}

  /** Wants this event again later: it may come after newer ones. */
  record Nacked(long at, String session, String event) implements Entry {}

  /** Asks to join a room, for the first time or again. */
  record Joining(long at, String room) implements Entry {}

  /** Is a member of the room since this position, or earlier if it had asked before. */
  record Joined(long at, String room, String position) implements Entry {}

  /** Asks to leave a room. */
  record Leaving(long at, String room) implements Entry {}

  /** Is a member no more. */
  record Left(long at, String room) implements Entry {}

  /** Was told that up to so many events after {@code from} up to {@code to} were dropped. */
  record Gap(long at, String session, String from, String to, long events, String reason)
      implements Entry {}

  /** The run is over and the broker had every chance: nothing more is to come. */
  record Settled(long at) implements Entry {}
}
