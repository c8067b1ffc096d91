package dev.holdfast.broker.security.permission;

import dev.holdfast.broker.security.Principal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The permissions that hold now. Any thread: they are replaced as a whole, and who has asked before
 * is told.
 */
public final class CurrentPermissions {
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private volatile Version current;

  /**
   * Permissions as they held, or hold.
   *
   * @param number grows with each change
   */
  public record Version(long number, Permissions permissions) {}

  /** At first. */
  public CurrentPermissions(Permissions first) {
    current = new Version(1, first);
  }

  /** Those that hold now. */
  public Version get() {
    return current;
  }

  /** What a client may do in a namespace, as of now. */
  public Grants of(Principal principal, String namespace) {
    return current.permissions().of(principal, namespace);
  }

  /** Has these hold from now on, and tells everybody who watches. To be called by one thread. */
  public void replace(Permissions next) {
    current = new Version(current.number() + 1, next);
    watchers.forEach(Runnable::run);
  }

  /** Runs {@code task} after each change, on the thread that made it. */
  public void watch(Runnable task) {
    watchers.add(task);
  }
}
