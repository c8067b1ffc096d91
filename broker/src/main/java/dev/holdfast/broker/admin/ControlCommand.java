package dev.holdfast.broker.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** Something an operator can have a running broker do. Run on whatever thread was asked. */
@FunctionalInterface
public interface ControlCommand {
  /**
   * Does it.
   *
   * @param arguments what was asked for, besides the command's name
   * @param progress told, in words for the operator, how far it is
   * @return what came of it
   * @throws ControlException when it could not be done
   * @throws InterruptedException when the broker stops meanwhile
   */
  ObjectNode run(ObjectNode arguments, Consumer<String> progress)
      throws ControlException, InterruptedException;
}
