package dev.holdfast.broker.session;

import dev.holdfast.broker.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Which client a session may be. Where clients show who they are, that is decided by the subject of
 * the credential alone: nobody takes over the queue of another by knowing its name.
 */
@FunctionalInterface
interface ClientNaming {
  /** Where authentication is off: whatever is asked for. */
  ClientNaming FREE = asked -> asked;

  /**
   * The client id; null for an anonymous client.
   *
   * @param asked by the key {@code clientId}, a legal one; null where there is none
   * @throws RequestException when it is not this client's to ask for
   */
  @Nullable String clientId(@Nullable String asked) throws RequestException;

  /**
   * For whoever has shown this credential.
   *
   * @param devices whether {@code <subject>/<device>} is the subject's, too; then a subject that
   *     has a slash itself is nobody's, as it could be the device of another
   */
  static ClientNaming of(Principal principal, boolean devices) {
    return asked -> principal.isAnonymous() ? anonymous(asked) : named(principal, asked, devices);
  }

  private static @Nullable String anonymous(@Nullable String asked) throws RequestException {
    if (asked != null) {
      throw new RequestException(
          ErrorCode.UNAUTHORIZED, "key 'clientId' needs a credential: its subject is the client");
    }
    return null;
  }

  private static String named(Principal principal, @Nullable String asked, boolean devices)
      throws RequestException {
    String subject = principal.subject();
    if (devices && subject.indexOf('/') >= 0) {
      throw new RequestException(
          ErrorCode.UNAUTHORIZED,
          "the credential's subject has a slash, which stands before a device here");
    }
    if (asked == null || asked.equals(subject)) {
      return subject;
    }
    if (devices && asked.startsWith(subject + "/") && isDevice(asked, subject.length() + 1)) {
      return asked;
    }
    throw new RequestException(
        ErrorCode.FORBIDDEN,
        devices
            ? "key 'clientId' must be the credential's subject, or that, a slash and a device"
            : "key 'clientId' must be the credential's subject");
  }

  private static boolean isDevice(String asked, int from) {
    return from < asked.length() && asked.indexOf('/', from) < 0;
  }
}
