package dev.holdfast.it.table;

/** What happens to all clients while events are emitted: the columns of the table. */
enum Fault {
  PLAIN("plain"),
  RELOAD("reload"),
  CUT("network cut"),
  RESTART("broker restart"),
  SIGKILL("broker SIGKILL");

  private final String title;

  Fault(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
