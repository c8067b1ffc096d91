package dev.holdfast.client.internal.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A disk that has no room, syncs nothing or takes its time while a test wants it. What is written
 * and read is real.
 */
public final class FaultyDisk implements Disk {
  private volatile boolean full;
  private volatile boolean failsToSync;
  private volatile CountDownLatch goOn = new CountDownLatch(0);
  private volatile CountDownLatch stuck = new CountDownLatch(0);

  /** Whether it has no room: for no record, and for no new file. */
  public void setFull(boolean now) {
    full = now;
  }

  /** From now on syncs fail. */
  public void failSyncs() {
    failsToSync = true;
  }

  /** From now on syncs take until {@link #release}. */
  public void holdSyncs() {
    stuck = new CountDownLatch(1);
    goOn = new CountDownLatch(1);
  }

  /** Returns when a sync is held. */
  public void awaitHeld() throws InterruptedException {
    stuck.await();
  }

  public void release() {
    goOn.countDown();
  }

  @Override
  public FileChannel open(Path path, OpenOption... options) throws IOException {
    if (full && Set.of(options).contains(StandardOpenOption.CREATE_NEW)) {
      throw new IOException("no space left on device");
    }
    return new Channel(FileChannel.open(path, options));
  }

  private final class Channel extends FileChannel {
    private final FileChannel real;

    Channel(FileChannel real) {
      this.real = real;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
      if (full) {
        throw new IOException("no space left on device");
      }
      return real.write(from, at);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      stuck.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failsToSync) {
        throw new IOException("input/output error");
      }
      real.force(metaData);
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      return real.read(into, at);
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      real.truncate(size);
      return this;
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }

    @Override
    public int read(ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long at) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long at, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
