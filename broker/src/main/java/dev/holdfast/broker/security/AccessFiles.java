package dev.holdfast.broker.security;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which of the operator's files can be used as they stand on the disk. Any thread. */
public final class AccessFiles {
  private final Map<AccessFile, List<Watched>> watched = new ConcurrentHashMap<>();

  /** A file that is looked at. */
  @FunctionalInterface
  public interface Watched {
    /**
     * Why the file as it stands cannot be used, so that what was read from it before holds on; null
     * when it can. Any thread.
     */
    @Nullable String problem();
  }

  /** From now on it is one of them. */
  public void add(AccessFile kind, Watched file) {
    watched.computeIfAbsent(kind, k -> new CopyOnWriteArrayList<>()).add(file);
  }

  /** How many files of a kind cannot be used as they stand. */
  public long unusable(AccessFile kind) {
    return watched.getOrDefault(kind, List.of()).stream()
        .filter(file -> file.problem() != null)
        .count();
  }

  /** The kinds of which some file cannot be used as it stands. */
  public List<AccessFile> unusable() {
    return Stream.of(AccessFile.values()).filter(kind -> unusable(kind) > 0).toList();
  }
}
