package dev.holdfast.it.table;

import java.util.List;
import java.util.Map;

/** All clients of one kind. Used by the test's thread. */
interface Crew extends AutoCloseable {
  /** The room that all are members of. */
  String ROOM = "table";

  /** The event, whose first argument is its number. */
  String EVENT = "n";

  /** Returns when all are connected, over the transport they are to use, and in the room. */
  void arrive();

  /** The process or page they run in ends without a goodbye. */
  void leave();

  /** It is started again; the clients have the same identities. */
  void comeBack();

  /** Returns when each has seen this number. */
  void awaitNumber(int number);

  /** Returns when what each has seen so far is acknowledged, and that is on disk. */
  void settle();

  /** What each has seen since this was called last: the numbers of each connection, in order. */
  Map<Cell, List<List<Integer>>> drain();

  @Override
  void close();
}
