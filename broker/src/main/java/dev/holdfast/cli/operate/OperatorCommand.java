package dev.holdfast.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only has commands of its own. */
abstract class OperatorCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  OperatorCommand() {}

  @Override
  public void run() {
    String names = String.join(", ", spec.subcommands().keySet());
    throw new ParameterException(spec.commandLine(), "Which of " + names + "? See below.");
  }

  static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Prints one thing: its keys and values. */
  static void show(AdminOptions options, JsonNode thing) {
    if (options.json()) {
      options.out().println(thing);
      return;
    }
    try (Table table = new Table(options.out(), "key", "value")) {
      for (var each : thing.properties()) {
        JsonNode value = each.getValue();
        table.row(each.getKey(), value.isValueNode() ? value.asText() : value.toString());
      }
    }
  }
}
