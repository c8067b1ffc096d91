package dev.holdfast.proof.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One directory tree as a disk without mercy keeps it: of a file what was synced, of a directory
 * the names as of its last sync. What came after may be there or not: of names the first so many
 * changes, of contents see {@link DiskFile}.
 */
final class Disk {
  private final Map<String, Directory> directories = new TreeMap<>();

  private record Change(Consumer<Map<String, DiskFile>> change) {}

  /** Names of files; of the directories themselves none is ever lost once it is there. */
  private static final class Directory {
    private final Map<String, DiskFile> durable = new TreeMap<>();
    private final Map<String, DiskFile> present = new TreeMap<>();
    private final List<Change> pending = new ArrayList<>();

    void change(Consumer<Map<String, DiskFile>> change) {
      pending.add(new Change(change));
      change.accept(present);
    }

    void sync() {
      durable.clear();
      durable.putAll(present);
      pending.clear();
    }

    Map<String, DiskFile> survivor(Random random) {
      Map<String, DiskFile> names = new HashMap<>(durable);
      int kept = random.nextBoolean() ? pending.size() : random.nextInt(pending.size() + 1);
      pending.subList(0, kept).forEach(change -> change.change().accept(names));
      return names;
    }
  }

  /** An empty one. */
  Disk() {}

  /** What stands in this tree, all of it durable. */
  static Disk of(Path root) throws IOException {
    Disk disk = new Disk();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted().toList()) {
        if (Files.isDirectory(path)) {
          disk.directories.put(path.toString(), new Directory());
        } else {
          Directory parent = disk.parent(path.toString());
          parent.present.put(name(path.toString()), new DiskFile(Files.readAllBytes(path)));
        }
      }
    }
    disk.directories.values().forEach(Directory::sync);
    return disk;
  }

  /** A process did this. */
  void apply(FileOp op) {
    if (op instanceof FileOp.Open open) {
      open(open);
    } else if (op instanceof FileOp.Write write) {
      file(write.path()).write(write);
    } else if (op instanceof FileOp.Truncate truncate) {
      file(truncate.path()).change(new FileOp.Truncate("", truncate.length()));
    } else if (op instanceof FileOp.Rename rename) {
      rename(rename);
    } else if (op instanceof FileOp.Unlink unlink) {
      String gone = name(unlink.path());
      parent(unlink.path()).change(names -> names.remove(gone));
    } else if (op instanceof FileOp.Mkdir mkdir) {
      directories.putIfAbsent(mkdir.path(), new Directory());
    } else if (op instanceof FileOp.Sync sync) {
      sync(sync.path());
    }
  }

  private void open(FileOp.Open open) {
    Directory parent = parent(open.path());
    String name = name(open.path());
    DiskFile known = parent.present.get(name);
    if (known == null) {
      DiskFile created = new DiskFile(new byte[0]);
      parent.change(names -> names.put(name, created));
    } else {
      known.opened(open.truncated());
    }
  }

  private void rename(FileOp.Rename rename) {
    Directory parent = parent(rename.from());
    if (parent != parent(rename.path())) {
      throw new IllegalArgumentException("between directories: " + rename);
    }
    String from = name(rename.from());
    String to = name(rename.path());
    DiskFile file = file(rename.from());
    parent.change(
        names -> {
          names.remove(from);
          names.put(to, file);
        });
  }

  private void sync(String path) {
    Directory directory = directories.get(path);
    if (directory != null) {
      directory.sync();
    } else {
      file(path).sync();
    }
  }

  /** Writes, under another root, what could be found if the power had failed now. */
  void survivor(Path root, Path target, Random random) throws IOException {
    for (Map.Entry<String, Directory> directory : directories.entrySet()) {
      Path copy = target.resolve(root.relativize(Path.of(directory.getKey())));
      Files.createDirectories(copy);
      for (Map.Entry<String, DiskFile> file : directory.getValue().survivor(random).entrySet()) {
        Files.write(copy.resolve(file.getKey()), file.getValue().survivor(random));
      }
    }
  }

  private DiskFile file(String path) {
    DiskFile file = parent(path).present.get(name(path));
    if (file == null) {
      throw new IllegalArgumentException("changed before it was there: " + path);
    }
    return file;
  }

  private Directory parent(String path) {
    @Nullable Directory parent = directories.get(path.substring(0, path.lastIndexOf('/')));
    if (parent == null) {
      throw new IllegalArgumentException("in no directory: " + path);
    }
    return parent;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
