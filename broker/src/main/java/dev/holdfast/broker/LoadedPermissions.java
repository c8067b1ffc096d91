package dev.holdfast.broker;

import dev.holdfast.broker.config.ConfigException;
import dev.holdfast.broker.config.PermissionFile;
import dev.holdfast.broker.security.AccessContent;
import dev.holdfast.broker.security.SecurityFileException;
import dev.holdfast.broker.security.permission.CurrentPermissions;
import dev.holdfast.broker.security.permission.Permissions;
import java.nio.file.Path;

/** What the permission file says: nobody may do anything before it was taken over. */
final class LoadedPermissions implements AccessContent {
  private final Path file;
  private final CurrentPermissions current = new CurrentPermissions(Permissions.NONE);

  LoadedPermissions(Path file) {
    this.file = file;
  }

  /** What holds. */
  CurrentPermissions current() {
    return current;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public boolean isSecret() {
    return false;
  }

  @Override
  public void take(byte[] content) throws SecurityFileException {
    try {
      current.replace(PermissionFile.parse(file, content));
    } catch (ConfigException e) {
      throw new SecurityFileException(String.valueOf(e.getMessage()), e);
    }
  }
}
