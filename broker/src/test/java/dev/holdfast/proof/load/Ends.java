package dev.holdfast.proof.load;

import dev.holdfast.proof.history.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last event of each stream, by which a client knows that it has got everything. */
final class Ends {
  private static final String EVERYONE = "end of everyone";

  private Ends() {}

  /** What to emit when all is over: each end's body with its target. */
  static Map<String, Target> of(List<String> rooms, List<String> clients) {
    Map<String, Target> ends = new LinkedHashMap<>();
    rooms.forEach(room -> ends.put(ofRoom(room), Target.room(room)));
    clients.forEach(client -> ends.put(ofInbox(client), Target.client(client)));
    ends.put(EVERYONE, Target.all());
    return ends;
  }

  /** What a client that is a member of these rooms has to see. */
  static List<String> of(String client, List<String> rooms) {
    List<String> ends = new ArrayList<>(rooms.stream().map(Ends::ofRoom).toList());
    ends.add(ofInbox(client));
    ends.add(EVERYONE);
    return ends;
  }

  private static String ofRoom(String room) {
    return "end of room " + room;
  }

  private static String ofInbox(String client) {
    return "end of inbox " + client;
  }
}
