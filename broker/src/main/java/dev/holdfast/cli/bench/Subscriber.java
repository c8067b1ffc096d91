package dev.holdfast.cli.bench;

import dev.holdfast.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** A connected member of one room. Owner: its event loop. */
final class Subscriber implements Role {
  private static final long JOIN = 0;
  private static final long LEAVE = 1;

  private final Run run;
  private final String name;
  private final Room room;
  private final Entrance entrance;
  private final Reception reception;
  private @Nullable Client client;
  private volatile boolean gone;

  /** The subscriber of this number: they are spread over the rooms in turn. */
  Subscriber(int index, Run run, Room room, Loop loop, Entrance entrance) {
    this.run = run;
    this.name = run.names().subscriber(index);
    this.room = room;
    this.entrance = entrance;
    this.reception = new Reception(run, room.index(), loop.delivery(), loop.latency());
  }

  /** Any thread: how many events of the run it has. */
  long received() {
    return reception.figures().distinct();
  }

  /** Any thread. */
  Reception.Figures figures() {
    return reception.figures();
  }

  /** Any thread: whether it has left its room, so that nothing more is kept for it. */
  boolean gone() {
    return gone;
  }

  /** Leaves the room and closes. */
  void end() {
    if (client != null) {
      client.request(LEAVE, "[\"$leave\",\"" + room.name() + "\"]");
      client.flush();
    }
  }

  @Override
  public void onOpen(Client opened) {
    client = opened;
    opened.enter(name, run.settings().crowd().ack());
  }

  @Override
  public void onEntered(Client entered) {
    entered.request(JOIN, "[\"$join\",\"" + room.name() + "\"]");
  }

  @Override
  public void onAnswer(Client answered, long id, Bytes json) {
    String refusal = Refusal.in(json);
    if (refusal != null) {
      run.troubles().fatal(name + ": " + refusal);
    }
    if (id == LEAVE) {
      answered.close();
      gone = true;
    } else {
      entrance.ready();
    }
  }

  @Override
  public void onEvent(Client client, byte[] frame, int length) {
    reception.take(client, frame, length);
  }

  @Override
  public void onTurnEnd(Client client) {
    reception.turnEnd(client);
  }

  @Override
  public void onLost(String reason) {
    client = null;
    gone = true;
    run.troubles().fatal(name + ": " + reason);
  }
}
