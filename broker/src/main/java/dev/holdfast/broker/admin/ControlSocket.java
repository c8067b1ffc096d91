package dev.holdfast.broker.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands over a Unix domain socket in the data directory: who may write there may give
 * them, and nobody else. One connection at a time, on one thread, one command each:
 *
 * <pre>
 *   → {"command":"backup","to":"/backups/monday"}
 *   ← {"progress":"…"}                  any number of these
 *   ← {"done":{…}}  or  {"error":"…"}
 * </pre>
 */
public final class ControlSocket {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  /** How long to wait when no connection can be taken. */
  private static final long RETRY_MS = 1000;

  private static final Set<PosixFilePermission> OWNER_ENTERS =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_WRITES =
      PosixFilePermissions.fromString("rw-------");

  private final ControlCommands commands;
  private final Path path;
  private final ServerSocketChannel server;
  private final Thread thread;

  private ControlSocket(ControlCommands commands, Path path, ServerSocketChannel server) {
    this.commands = commands;
    this.path = path;
    this.server = server;
    this.thread = new Thread(this::serve, "holdfast-control");
  }

  /**
   * Opens the socket, in place of one that a broker left that was killed. A broker without it does
   * all else, so what is in the way is logged, and null returned.
   *
   * @param dataDir of a store that this process has claimed
   */
  public static @Nullable ControlSocket open(Path dataDir, ControlCommands commands) {
    if (!ControlPath.fits(dataDir)) {
      LOG.warn(
          "no control socket: the path of {} is too long for one. holdfast backup works only while"
              + " the broker is stopped, or with a shorter storage.dataDir",
          dataDir);
      return null;
    }
    try {
      ControlSocket opened =
          new ControlSocket(commands, ControlPath.socket(dataDir), bind(dataDir));
      opened.thread.setDaemon(true);
      opened.thread.start();
      return opened;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("no control socket in {}: {}", dataDir, e.toString());
      return null;
    }
  }

  /** Nobody else gets at it, not even between its making and the setting of its permissions. */
  private static ServerSocketChannel bind(Path dataDir) throws IOException {
    Path made = ControlPath.socketInTheMaking(dataDir);
    Files.deleteIfExists(made);
    Files.deleteIfExists(made.getParent());
    Files.createDirectory(made.getParent(), PosixFilePermissions.asFileAttribute(OWNER_ENTERS));
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(made));
      Files.setPosixFilePermissions(made, OWNER_WRITES);
      Files.move(made, ControlPath.socket(dataDir), StandardCopyOption.ATOMIC_MOVE);
      Files.delete(made.getParent());
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void serve() {
    try {
      for (SocketChannel next = accept(); next != null; next = accept()) {
        answer(next);
      }
    } catch (InterruptedException e) {
      LOG.debug("told to stop");
    }
  }

  /**
   * The next connection; null when the socket is closed. Where none can be taken, as no file
   * descriptor is left, it stays in the system's queue, and would be offered again at once.
   */
  private @Nullable SocketChannel accept() throws InterruptedException {
    boolean failed = false;
    while (true) {
      try {
        return server.accept();
      } catch (ClosedChannelException e) {
        LOG.debug("the control socket is closed");
        return null;
      } catch (IOException e) {
        if (!failed) {
          LOG.warn("commands cannot be taken, and are waited for: {}", e.toString());
        }
        failed = true;
        Thread.sleep(RETRY_MS);
      }
    }
  }

  private void answer(SocketChannel taken) throws InterruptedException {
    try (SocketChannel connection = taken) {
      new ControlExchange(commands, connection).run();
    } catch (IOException e) {
      LOG.warn("a command was not answered: {}", e.toString());
    }
  }

  /** Takes no more commands, ends the one under way and removes the socket. */
  public void stop() throws InterruptedException {
    try {
      Files.deleteIfExists(path);
      server.close();
    } catch (IOException e) {
      LOG.warn("the control socket {} was not removed: {}", path, e.toString());
    }
    thread.interrupt();
    thread.join();
  }
}
