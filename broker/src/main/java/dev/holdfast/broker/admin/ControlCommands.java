package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The commands a broker takes from its operator, by name, whichever way they come. Immutable, used
 * by any thread.
 */
public final class ControlCommands {
  private final Map<String, ControlCommand> byName;

  /** These commands. */
  public ControlCommands(Map<String, ControlCommand> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * Runs the command of this name.
   *
   * @throws ControlException when there is none, or it could not be done
   * @throws InterruptedException when the broker stops meanwhile
   */
  public ObjectNode run(String name, ObjectNode arguments, Consumer<String> progress)
      throws ControlException, InterruptedException {
    ControlCommand command = byName.get(name);
    if (command == null) {
      throw new ControlException(
          "'%s' is no command; the commands are %s"
              .formatted(name, String.join(", ", new TreeMap<>(byName).keySet())),
          null);
    }
    return command.run(arguments, progress);
  }
}
