package dev.holdfast.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One room of the run. The counts are written by the publishers' event loop; the members are added
 * before anything is emitted.
 */
final class Room {
  private final int index;
  private final String name;
  private final byte[] emitHead;
  private final List<Subscriber> members = new ArrayList<>();

  /** But for those that were refused. */
  private long emitted;

  private volatile long confirmed;

  Room(int index, Names names) {
    this.index = index;
    this.name = names.room(index);
    String head = "[\"$emit\",{\"rooms\":[\"" + name + "\"]},\"" + Delivery.NAME + "\",";
    this.emitHead = head.getBytes(StandardCharsets.US_ASCII);
  }

  /** A publisher's event number {@code sequence} goes to this room: it takes the rooms in turn. */
  static int of(int publisher, long sequence, int rooms) {
    return (int) ((publisher + sequence) % rooms);
  }

  /** The first event of a publisher that goes to this room. */
  static long firstOf(int publisher, int room, int rooms) {
    return Math.floorMod(room - publisher, rooms);
  }

  int index() {
    return index;
  }

  String name() {
    return name;
  }

  /** The emit up to its argument. */
  byte[] emitHead() {
    return emitHead;
  }

  void add(Subscriber member) {
    members.add(member);
  }

  List<Subscriber> members() {
    return members;
  }

  void countEmitted() {
    emitted++;
  }

  /** It was not stored: nobody is to receive it. */
  void countRefused() {
    emitted--;
  }

  /** The one writer makes this safe. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void countConfirmed() {
    confirmed++;
  }

  /** How many events of the run are durable in it. */
  long confirmed() {
    return confirmed;
  }

  /** How many emitted events its slowest connected member has not received. */
  long behind() {
    long least = emitted;
    for (Subscriber member : members) {
      least = Math.min(least, member.received());
    }
    return emitted - least;
  }

  /** How many deliveries of confirmed events its connected members are short of. */
  long missing() {
    long missing = 0;
    for (Subscriber member : members) {
      missing += Math.max(0, confirmed - member.received());
    }
    return missing;
  }
}
