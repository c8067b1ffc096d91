package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Errors a shared queue could have, put between it and its members or its log on purpose. */
final class SharedFaults {
  private SharedFaults() {}

  /** What a member held that is gone counts as done. */
  static SharedSeams deadForgotten() {
    return new SharedSeams() {
      @Override
      public List<Long> done(List<Long> acknowledged, List<Long> held) {
        List<Long> all = new ArrayList<>(acknowledged);
        all.addAll(held);
        return all;
      }
    };
  }

  /** What a member did before it was gone does not count. */
  static SharedSeams lastAcknowledgementsLost() {
    return new SharedSeams() {
      @Override
      public List<Long> done(List<Long> acknowledged, List<Long> held) {
        return List.of();
      }
    };
  }

  /** What comes first in a batch goes to a second member too, if one has nothing to do. */
  static SharedSeams givenTwice() {
    return new SharedSeams() {
      @Override
      public void take(SharedMember member, List<Delivery> batch) {
        member.receive(batch);
        member.backend().colleaguesOf(member).stream()
            .filter(other -> member.live() && other.isIdle())
            .findFirst()
            .ifPresent(other -> other.receive(batch.subList(0, 1)));
      }
    };
  }

  /** Batches are put together from the newest to the oldest. */
  static SharedSeams backwards() {
    return new SharedSeams() {
      @Override
      public void take(SharedMember member, List<Delivery> batch) {
        List<Delivery> reversed = new ArrayList<>(batch);
        Collections.reverse(reversed);
        member.receive(reversed);
      }
    };
  }

  /** A member is given one event more than its window. */
  static SharedSeams oneTooMany() {
    return new SharedSeams() {
      @Override
      public int window(int window) {
        return window + 1;
      }
    };
  }

  /** A member is told that its acknowledgements are durable when they are asked for. */
  static SharedSeams receiptBeforeCommit() {
    return new SharedSeams() {
      @Override
      public void receipt(Seat seat, List<Long> acknowledged, Runnable durable) {
        seat.acknowledged(acknowledged);
        durable.run();
      }
    };
  }

  /** Whichever CONNECT comes last has the client, though its connection was given up. */
  static SharedSeams lateConnectWins() {
    return new SharedSeams() {
      @Override
      public long opened(long opened) {
        return 0;
      }
    };
  }

  /** Every event is taken for one of a publisher of its own: so no two need one member. */
  static Seams publishersIgnored() {
    return Seams.ofLog(EventsOfNobody::new);
  }

  private static final class EventsOfNobody extends ForwardingLog {
    EventsOfNobody(ShardLog log) {
      super(log);
    }

    @Override
    public Appended append(List<LogRecord> records) {
      Appended appended = log.append(records);
      List<Event> events = new ArrayList<>(appended.events());
      events.replaceAll(EventsOfNobody::ofNobody);
      return new Appended(appended.first(), appended.last(), appended.applied(), events);
    }

    private static Event ofNobody(Event event) {
      LogRecord.Emit emit = event.emit();
      ClientKey nobody = new ClientKey(emit.client().namespace(), "nobody" + event.offset());
      LogRecord.Emit changed =
          new LogRecord.Emit(nobody, emit.timeMs(), emit.audience(), emit.marks(), emit.content());
      return new Event(event.offset(), changed, event.streams(), event.exceptStreams());
    }
  }
}
