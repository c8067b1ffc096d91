package dev.holdfast.broker.queue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a session is called on the wire.
 *
 * @param sid its public name; other clients may know it
 * @param pid {@code <sid>.<secret>}: whoever presents it recovers the session; null when it cannot
 *     be recovered
 */
public record SessionIdentity(String sid, @Nullable String pid) {
  /** How many characters a sid has. */
  public static final int SID_LENGTH = 20;

  private static final Pattern PID =
      Pattern.compile("([\\w-]{" + SID_LENGTH + "})\\.[\\w-]{20,64}");

  /** A session that cannot be recovered. */
  public static SessionIdentity unrecoverable(String sid) {
    return new SessionIdentity(sid, null);
  }

  /** A session that whoever knows the secret recovers. */
  public static SessionIdentity recoverable(String sid, String secret) {
    return new SessionIdentity(sid, sid + '.' + secret);
  }

  /** The sid of the session that a pid is for, or null when it has not the form of a pid. */
  public static @Nullable String sidOf(String pid) {
    Matcher matcher = PID.matcher(pid);
    return matcher.matches() ? matcher.group(1) : null;
  }

  /** True when the session can be recovered. */
  public boolean isRecoverable() {
    return pid != null;
  }

  /** True when this is the session's pid; takes as long whichever character is wrong. */
  boolean answersTo(@Nullable String presentedPid) {
    return pid != null
        && presentedPid != null
        && MessageDigest.isEqual(
            pid.getBytes(StandardCharsets.UTF_8), presentedPid.getBytes(StandardCharsets.UTF_8));
  }
}
