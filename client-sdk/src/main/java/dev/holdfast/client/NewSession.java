package dev.holdfast.client;

/** A session that begins. */
public interface NewSession extends Session, ConnectRequest {
  /** True when it is an earlier one, recovered with its sid, its rooms and what it had missed. */
  boolean recovered();
}
