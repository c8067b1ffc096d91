package dev.holdfast.broker;

import dev.holdfast.broker.config.ConfigException;
import dev.holdfast.broker.config.PermissionFile;
import dev.holdfast.broker.security.AccessFiles;
import dev.holdfast.broker.security.permission.CurrentPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what the permission file says hold soon after it was changed. A file that is wrong changes
 * nothing, and neither does one that is still being written: what two looks have found the same is
 * taken. To be run about once a second, by one thread.
 */
final class PermissionWatch implements Runnable, AccessFiles.Watched {
  private static final Logger LOG = LoggerFactory.getLogger(PermissionWatch.class);
  private static final byte[] UNREADABLE = {};

  private final Path file;
  private final CurrentPermissions permissions;

  /** What was taken over last, or refused. */
  private byte[] judged;

  private byte[] seen;

  /** Why the file as it is does not hold; null when it does. Written by the thread that runs it. */
  private volatile @Nullable String problem;

  private PermissionWatch(Path file, byte[] content, CurrentPermissions permissions) {
    this.file = file;
    this.judged = content;
    this.seen = content;
    this.permissions = permissions;
  }

  /**
   * Reads the file for the first time.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  static PermissionWatch of(Path file) throws ConfigException {
    // In this order: what is written in between is taken for a change.
    byte[] content = content(file);
    return new PermissionWatch(file, content, new CurrentPermissions(PermissionFile.load(file)));
  }

  /** What holds. */
  CurrentPermissions permissions() {
    return permissions;
  }

  @Override
  public @Nullable String problem() {
    return problem;
  }

  /** Looks at the file. */
  @Override
  public void run() {
    byte[] now = content(file);
    boolean still = Arrays.equals(now, seen);
    seen = now;
    if (still && !Arrays.equals(now, judged)) {
      judged = now;
      takeOver();
    }
  }

  private void takeOver() {
    try {
      permissions.replace(PermissionFile.load(file));
      problem = null;
      LOG.info("the permissions of {} hold from now on", file);
    } catch (ConfigException e) {
      problem = String.valueOf(e.getMessage());
      LOG.error("the permissions that held before {} was changed hold on. {}", file, problem);
    }
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      // Why is said when it is read as a permission file.
      return UNREADABLE;
    }
  }
}
