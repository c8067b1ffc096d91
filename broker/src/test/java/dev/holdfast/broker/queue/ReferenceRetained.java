package dev.holdfast.broker.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What rooms are to keep as the last of each name. */
final class ReferenceRetained {
  private final Map<String, Map<String, Long>> rooms = new HashMap<>();

  void clear() {
    rooms.clear();
  }

  /** An event was emitted to be kept, or, without arguments, to have nothing kept of its name. */
  void keep(LogRecord.Emit emit, long offset) {
    String[] parts = emit.content().body().toString().split(",", 2);
    for (StreamName target : emit.audience().targets()) {
      if (target.kind() == StreamName.Kind.ROOM) {
        Map<String, Long> names = rooms.computeIfAbsent(target.name(), name -> new HashMap<>());
        names.put(parts[0], offset);
        names.values().removeIf(at -> at == offset && parts.length == 1);
      }
    }
  }

  /** The offsets of what a room keeps, in order. */
  List<Long> in(String room) {
    return rooms.getOrDefault(room, Map.of()).values().stream().sorted().toList();
  }
}
