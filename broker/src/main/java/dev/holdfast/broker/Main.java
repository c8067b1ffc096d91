package dev.holdfast.broker;

import dev.holdfast.cli.HoldfastCommand;

/** Entry point of the runnable jar. */
public final class Main {
  private Main() {}

  /** Runs the command named by {@code args} and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(HoldfastCommand.run(args));
  }
}
