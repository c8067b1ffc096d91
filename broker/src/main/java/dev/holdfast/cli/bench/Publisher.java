package dev.holdfast.cli.bench;

import dev.holdfast.protocol.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One publisher, which emits to the rooms in turn. Owner: the publishers' event loop. */
final class Publisher implements Role {
  private static final byte[] END = {']'};

  private final int index;
  private final Run run;
  private final Publishing publishing;
  private final List<Room> rooms;
  private final Payload payload;
  private final int window;

  /**
   * When the unconfirmed events were due, by sequence number; as many as the window, rounded up.
   */
  private final long[] intended;

  private final Entrance entrance;
  private @Nullable Client client;
  private long sequence;
  private long inLeg;
  private int unconfirmed;

  /** What the publishers of one run have in common. */
  record Shared(
      Run run, Publishing publishing, List<Room> rooms, Payload payload, Entrance entrance) {}

  Publisher(int index, Shared shared) {
    this.index = index;
    this.run = shared.run();
    this.publishing = shared.publishing();
    this.rooms = shared.rooms();
    this.payload = shared.payload();
    this.entrance = shared.entrance();
    this.window = run.settings().load().window();
    this.intended = new long[Integer.highestOneBit(window) << 1];
  }

  /** A new leg: its turns are counted from 0. */
  void beginLeg() {
    inLeg = 0;
  }

  /** Emits what is due and has room. */
  void pump() {
    Client open = client;
    if (open == null) {
      return;
    }
    long now = run.nanos();
    while (unconfirmed < window && open.writable()) {
      long due = publishing.grant(inLeg * publishing.count() + index, now);
      if (due == Pacer.NOT_YET) {
        break;
      }
      emit(open, due);
    }
    open.flush();
  }

  private void emit(Client open, long due) {
    Room room = rooms.get(Room.of(index, sequence, rooms.size()));
    room.countEmitted();
    intended[(int) sequence & (intended.length - 1)] = due;
    open.event(sequence).put(room.emitHead()).put(payload.of(index, sequence, due)).put(END);
    open.end();
    sequence++;
    inLeg++;
    unconfirmed++;
  }

  @Override
  public void onOpen(Client opened) {
    opened.enter(run.names().publisher(index), Acking.BATCH);
  }

  @Override
  public void onEntered(Client entered) {
    client = entered;
    entrance.ready();
  }

  @Override
  public void onAnswer(Client answered, long id, Bytes json) {
    unconfirmed--;
    String refusal = Refusal.in(json);
    Room room = rooms.get(Room.of(index, id, rooms.size()));
    if (refusal == null) {
      room.countConfirmed();
      publishing.confirmed(intended[(int) id & (intended.length - 1)], answered.readAt());
    } else {
      room.countRefused();
      publishing.refused(refusal);
    }
  }

  @Override
  public void onTurnEnd(Client turned) {
    pump();
    publishing.publish();
  }

  @Override
  public void onWritable(Client writable) {
    pump();
  }

  @Override
  public void onLost(String reason) {
    client = null;
    run.troubles().fatal(run.names().publisher(index) + ": " + reason);
  }
}
