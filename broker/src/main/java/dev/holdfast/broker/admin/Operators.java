package dev.holdfast.broker.admin;

import org.jspecify.annotations.Nullable;

/** Knows the operators by their credentials. Called on the admin server's event loop. */
@FunctionalInterface
public interface Operators {
  /** The operator whose token this is, or null. */
  @Nullable Operator find(String token);
}
