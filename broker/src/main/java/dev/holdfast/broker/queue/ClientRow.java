package dev.holdfast.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * The value of one CLIENTS row:
 *
 * <pre>
 *   varint number | octet lifetime | varint offset its queue starts after
 *   varint away since, ms since 1970, 0 while it has a session | [text sid | text pid]
 * </pre>
 *
 * where the pid is empty for a session that cannot be recovered, and both are missing for an
 * anonymous client that cannot, whose name says its sid, and for one without a session. What is
 * left of an expired client: {@link ExpiredClient}.
 */
record ClientRow(
    long number,
    Lifetime lifetime,
    long from,
    long awaySinceMs,
    @Nullable SessionIdentity session) {
  static ClientRow decode(byte[] value) {
    ByteReader in = new ByteReader(value);
    long number = in.varint();
    Lifetime lifetime = Lifetime.of(in.octet());
    long from = in.varint();
    long awaySinceMs = in.varint();
    boolean hasSession = lifetime != Lifetime.EXPIRED && !in.atEnd();
    return new ClientRow(number, lifetime, from, awaySinceMs, hasSession ? session(in) : null);
  }

  private static SessionIdentity session(ByteReader in) {
    String sid = in.text();
    String pid = in.text();
    return new SessionIdentity(sid, pid.isEmpty() ? null : pid);
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter(80);
    out.varint(number).octet(lifetime.code()).varint(from).varint(awaySinceMs);
    if (session != null) {
      String pid = session.pid();
      out.text(session.sid()).text(pid == null ? "" : pid);
    }
    return out.toArray();
  }
}
