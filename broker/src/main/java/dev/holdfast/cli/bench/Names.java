package dev.holdfast.cli.bench;

/**
 * The names of a run's clients and rooms. They are the same in the next run, which finds the absent
 * members again. How many rooms there are is part of a room's name: who was a member in a run with
 * other rooms is none in this one.
 */
record Names(String prefix, int rooms) {
  String publisher(int index) {
    return prefix + "-pub-" + index;
  }

  String subscriber(int index) {
    return prefix + "-sub-" + index;
  }

  String absent(int index) {
    return prefix + "-absent-" + index;
  }

  String room(int index) {
    return prefix + "-room-" + index + "-of-" + rooms;
  }

  /** The client that remembers, by its rooms, how many absent members have been made. */
  String roster() {
    return prefix + "-roster";
  }

  /** Its room which says that the first {@code count} absent members are in their rooms. */
  String made(int count) {
    return madeStart() + count;
  }

  /** How many absent members a room of the roster tells of; 0 for others. */
  int madeBy(String room) {
    boolean tells =
        room.startsWith(madeStart()) && room.substring(madeStart().length()).matches("[0-9]{1,8}");
    return tells ? Integer.parseInt(room.substring(madeStart().length())) : 0;
  }

  private String madeStart() {
    return prefix + "-of-" + rooms + "-made-";
  }
}
