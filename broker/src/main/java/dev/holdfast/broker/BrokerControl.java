package dev.holdfast.broker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.broker.admin.AuditLog;
import dev.holdfast.broker.admin.ControlCommand;
import dev.holdfast.broker.admin.ControlCommands;
import dev.holdfast.broker.admin.ControlException;
import dev.holdfast.broker.storage.BackupException;
import dev.holdfast.broker.storage.BackupSummary;
import dev.holdfast.broker.storage.RocksStore;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the commands of the operator do to a running broker. */
final class BrokerControl {
  private BrokerControl() {}

  /**
   * All of them.
   *
   * @param admin null where the broker has no admin API
   * @param audit notes each
   * @param trace the one of that name
   */
  static ControlCommands commands(
      RocksStore store, @Nullable BrokerAdmin admin, AuditLog audit, ControlCommand trace) {
    Map<String, ControlCommand> commands =
        Map.of(
            "backup", (arguments, progress) -> backup(store, arguments, progress),
            "admin", (arguments, progress) -> admin(admin),
            "trace", trace);
    Map<String, ControlCommand> noted = new HashMap<>();
    commands.forEach((name, command) -> noted.put(name, noted(name, command, audit)));
    return new ControlCommands(noted);
  }

  private static ControlCommand noted(String name, ControlCommand command, AuditLog audit) {
    return (arguments, progress) -> {
      String outcome = "failed";
      try {
        ObjectNode done = command.run(arguments, progress);
        outcome = "done";
        return done;
      } finally {
        audit.note("control socket", name, arguments, outcome);
      }
    };
  }

  /** Who may write to the socket may do all that the admin API can. */
  private static ObjectNode admin(@Nullable BrokerAdmin admin) throws ControlException {
    if (admin == null) {
      throw new ControlException("the broker has no admin API: set admin.enabled: true", null);
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("url", admin.url())
        .put("token", admin.localToken());
  }

  /** {@code {"to":path}}, absolute: the broker does not stand where the operator does. */
  private static ObjectNode backup(
      RocksStore store, ObjectNode arguments, Consumer<String> progress) throws ControlException {
    try {
      Path to = Path.of(arguments.path("to").asText());
      if (!to.isAbsolute()) {
        throw new ControlException("backup needs an absolute path 'to'", null);
      }
      progress.accept("The running broker writes the backup.");
      return json(store.backup(to));
    } catch (InvalidPathException | BackupException e) {
      throw new ControlException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ObjectNode json(BackupSummary written) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("directory", written.directory().toString())
        .put("epoch", written.epoch())
        .put("offset", written.offset())
        .put("files", written.files())
        .put("bytes", written.bytes());
  }
}
