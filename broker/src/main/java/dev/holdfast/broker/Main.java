package dev.holdfast.broker;

/** Entry point of the runnable jar. */
public final class Main {
  private Main() {}

  /** Runs the command named by {@code args}. */
  public static void main(String[] args) {
    System.exit(args.length);
  }
}
