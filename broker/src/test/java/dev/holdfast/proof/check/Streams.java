package dev.holdfast.proof.check;

/** Names of streams within the checker. */
final class Streams {
  static final String EVERYONE = "everyone";

  private Streams() {}

  static String room(String room) {
    return "room:" + room;
  }

  static String inbox(String client) {
    return "inbox:" + client;
  }
}
