package dev.holdfast.broker.security;

import dev.holdfast.broker.security.permission.CurrentPermissions;
import org.jspecify.annotations.Nullable;

/**
 * What sessions ask about who may do what.
 *
 * @param authentication null where it is off: then everybody may do everything
 * @param permissions what they may do; null where authentication is off
 * @param terms on which it is asked for
 */
public record Security(
    @Nullable Authentication authentication,
    @Nullable CurrentPermissions permissions,
    Terms terms) {
  /** Lets everybody do everything. */
  public static final Security OFF =
      new Security(null, null, new Terms(Integer.MAX_VALUE, 0, false));

  /**
   * How credentials are asked for.
   *
   * @param maxConnectBytes longest CONNECT packet of a connection that has shown none yet
   * @param refreshBeforeMs how long before a credential ends its client is asked for another
   * @param devices whether a client may be {@code <subject>/<device>} besides the subject itself
   */
  public record Terms(int maxConnectBytes, long refreshBeforeMs, boolean devices) {}

  /** Whether clients are asked who they are. */
  public boolean isOn() {
    return authentication != null;
  }
}
