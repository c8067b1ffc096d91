package dev.holdfast.broker.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration, or a file it names, cannot be used. Its message has a line for every problem
 * found.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  ConfigException(String what, List<ConfigProblem> problems) {
    super(message(what, problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(String what, List<ConfigProblem> problems) {
    return problems.stream()
        .map(problem -> "  " + problem)
        .collect(
            Collectors.joining(
                "\n",
                problems.size() == 1
                    ? what + " has an error:\n"
                    : what + " has " + problems.size() + " errors:\n",
                ""));
  }

  /** All that is wrong: the file's problems in its order, then the others. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
