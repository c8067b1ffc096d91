package dev.holdfast.proof.power;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file's content: what is durable, and what was done since, of which any part may be lost. */
final class DiskFile {
  private static final int SECTOR = 512;

  private byte[] durable;
  private byte[] present;
  private final List<FileOp> pending = new ArrayList<>();

  /** Where the next write without an offset goes. */
  private long next;

  DiskFile(byte[] durable) {
    this.durable = durable;
    this.present = durable;
  }

  void opened(boolean truncated) {
    next = 0;
    if (truncated && present.length > 0) {
      change(new FileOp.Truncate("", 0));
    }
  }

  void write(FileOp.Write write) {
    long offset = write.offset() < 0 ? next : write.offset();
    next = offset + write.data().length();
    change(new FileOp.Write("", offset, write.data()));
  }

  void change(FileOp op) {
    pending.add(op);
    present = applied(present, op);
  }

  void sync() {
    durable = present;
    pending.clear();
  }

  /** What could be found after the power is back. */
  byte[] survivor(Random random) {
    return switch (pending.isEmpty() ? 0 : random.nextInt(4)) {
      case 0 -> durable;
      case 1 -> present;
      case 2 -> torn(random);
      default -> patchy(random);
    };
  }

  /** The first of the changes; the last of these is cut at any byte. */
  private byte[] torn(Random random) {
    int whole = random.nextInt(pending.size());
    byte[] content = durable;
    for (FileOp op : pending.subList(0, whole)) {
      content = applied(content, op);
    }
    if (pending.get(whole) instanceof FileOp.Write write) {
      Bytes part = write.data().slice(0, random.nextInt(write.data().length() + 1));
      content = applied(content, new FileOp.Write("", write.offset(), part));
    }
    return content;
  }

  /** As long as it was, but any of the sectors written since may have stayed what they were. */
  private byte[] patchy(Random random) {
    byte[] content = present.clone();
    int lost = 1 + random.nextInt(100);
    for (int from = 0; from < content.length; from += SECTOR) {
      if (random.nextInt(100) < lost) {
        for (int i = from; i < Math.min(from + SECTOR, content.length); i++) {
          content[i] = i < durable.length ? durable[i] : 0;
        }
      }
    }
    return content;
  }

  private static byte[] applied(byte[] content, FileOp op) {
    if (op instanceof FileOp.Truncate truncate) {
      return Arrays.copyOf(content, (int) truncate.length());
    }
    FileOp.Write write = (FileOp.Write) op;
    int end = (int) write.offset() + write.data().length();
    byte[] changed = Arrays.copyOf(content, Math.max(content.length, end));
    write.data().copyTo(changed, (int) write.offset());
    return changed;
  }
}
