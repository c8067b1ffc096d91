package dev.holdfast.broker.admin;

/**
 * Who asks the admin API, as his credential proved.
 *
 * @param name as it stands in the tokens file, and in the audit log
 * @param credentialId names the credential without giving it away; empty where none was asked for
 * @param mayWrite false of one who may only look
 */
public record Operator(String name, String credentialId, boolean mayWrite) {
  /** Whoever asks where no credentials are asked for: on the loopback address alone. */
  public static final Operator LOCAL = new Operator("local", "", true);

  /** Who asks for what takes no credential. */
  static final Operator NOBODY = new Operator("nobody", "", false);

  boolean may(Access access) {
    return access != Access.WRITE || mayWrite;
  }
}
