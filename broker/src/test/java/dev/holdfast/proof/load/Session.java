package dev.holdfast.proof.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** What the parts of a client may do while it is connected. */
interface Session {
  /** Its name in the history. */
  String name();

  /**
   * Sends an event of this name with these arguments; the answer comes in this session or never.
   */
  void request(Consumer<JsonNode> answered, Object... nameAndArguments);

  /** Sends an Engine.IO message as it is. */
  void send(String message);
}
