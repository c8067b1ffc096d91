package dev.holdfast.proof.check;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.History;
import dev.holdfast.proof.history.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client's history: where it was a member, what it was delivered, what it was told of. */
final class ClientFacts {
  final String client;
  final List<Line> lines;

  /** Of each event it was delivered, the first time. */
  final Map<String, Line> firstDeliveries = new LinkedHashMap<>();

  /** Events that it says it is done with: with them it may have been delivered them. */
  private final Set<String> named = new HashSet<>();

  final List<Line> gaps = new ArrayList<>();

  /** Whether it says that it has waited for everything. */
  boolean settled;

  private final Map<String, List<Span>> memberships = new HashMap<>();

  ClientFacts(History history) {
    this.client = history.client();
    this.lines = history.lines();
    lines.forEach(this::take);
  }

  /** In this stream the event may have come to the client, as far as can be known. */
  boolean mayGet(EventFacts event) {
    return !leavesOut(event)
        && event.streams().stream()
            .flatMap(stream -> spans(stream).stream())
            .anyMatch(span -> span.mayHold(event));
  }

  /** The event entered the client's queue. */
  boolean mustGet(EventFacts event) {
    return !leavesOut(event)
        && event.streams().stream().anyMatch(stream -> mustGetBy(stream, event));
  }

  /** The event entered the client's queue by this stream. */
  boolean mustGetBy(String stream, EventFacts event) {
    return !leavesOut(event) && spans(stream).stream().anyMatch(span -> span.mustHold(event));
  }

  /** It was delivered the event, or has named it in an acknowledgement. */
  boolean has(EventFacts event) {
    return firstDeliveries.containsKey(event.name) || named.contains(event.name);
  }

  /** The gap it was told of that holds this event, if there is one. */
  @Nullable Line gapOver(EventFacts event) {
    return gaps.stream()
        .filter(line -> isIn((Entry.Gap) line.entry(), event))
        .findFirst()
        .orElse(null);
  }

  private static boolean isIn(Entry.Gap gap, EventFacts event) {
    return event.offset() > Position.parse(gap.from()).offset()
        && event.offset() <= Position.parse(gap.to()).offset();
  }

  private boolean leavesOut(EventFacts event) {
    return event.target.except().contains(client);
  }

  private List<Span> spans(String stream) {
    return memberships.getOrDefault(stream, List.of());
  }

  private void take(Line line) {
    Entry entry = line.entry();
    if (entry instanceof Entry.Delivered delivered) {
      firstDeliveries.putIfAbsent(delivered.event(), line);
    } else if (entry instanceof Entry.Acked ack) {
      named.addAll(ack.events());
    } else if (entry instanceof Entry.Gap) {
      gaps.add(line);
    } else if (entry instanceof Entry.Settled) {
      settled = true;
    } else {
      takeMembership(entry);
    }
  }

  /** Its inbox, and being one of everyone, begin with the first connect and never end. */
  private void takeMembership(Entry entry) {
    if (entry instanceof Entry.Connecting) {
      asked(Streams.inbox(client), entry.at());
      asked(Streams.EVERYONE, entry.at());
    } else if (entry instanceof Entry.Connected connected) {
      long offset = Position.parse(connected.position()).offset();
      last(Streams.inbox(client)).joined(offset, entry.at());
      last(Streams.EVERYONE).joined(offset, entry.at());
    } else if (entry instanceof Entry.Joining joining) {
      asked(Streams.room(joining.room()), entry.at());
    } else if (entry instanceof Entry.Joined joined) {
      last(Streams.room(joined.room()))
          .joined(Position.parse(joined.position()).offset(), entry.at());
    } else if (entry instanceof Entry.Leaving leaving) {
      last(Streams.room(leaving.room())).leaving(entry.at());
    } else if (entry instanceof Entry.Left left) {
      last(Streams.room(left.room())).left(entry.at());
    }
  }

  private void asked(String stream, long at) {
    List<Span> spans = memberships.computeIfAbsent(stream, s -> new ArrayList<>());
    if (spans.isEmpty() || spans.get(spans.size() - 1).isOver()) {
      spans.add(new Span(at));
    } else {
      spans.get(spans.size() - 1).askedAgain();
    }
  }

  private Span last(String stream) {
    List<Span> spans = spans(stream);
    if (spans.isEmpty()) {
      throw new IllegalArgumentException(client + " was answered about " + stream + " unasked");
    }
    return spans.get(spans.size() - 1);
  }
}
