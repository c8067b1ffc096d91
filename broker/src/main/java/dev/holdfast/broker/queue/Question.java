package dev.holdfast.broker.queue;

/**
 * Collects the answers to a volatile event. Each lane says whom it asked, what they answered, and
 * when it has asked all it will ask. Any thread.
 */
public interface Question {
  /** The event was sent to this session; {@link #answered} or {@link #gone} may follow. */
  void asked(Respondent session);

  /** The event was for this session, which had no room for it. */
  void missed(Respondent session);

  /** A session that was asked has answered. */
  void answered(Respondent session, Content answer);

  /** A session that was asked ended before it answered. */
  void gone(Respondent session);

  /** This lane has offered the event to all of its sessions. */
  void offered(Lane lane);

  /** True when no answer is waited for any more. */
  boolean over();

  /** A session that can be asked. */
  record Respondent(String sid, ClientKey client) {}
}
