package dev.holdfast.proof;

import java.util.Locale;

/** What a file of a data directory is, by its name. */
public enum FileKind {
  /** RocksDB's write-ahead log. */
  WAL,
  /** Which tables there are. */
  MANIFEST,
  /** Which manifest counts. */
  CURRENT,
  /** A table. */
  SST,
  /** RocksDB's options, and under their names until they are renamed. */
  OPTIONS,
  /** Of the database. */
  IDENTITY,
  /** A file of RocksDB that is written to be renamed. */
  DBTMP,
  /** RocksDB's own diary. */
  LOG,
  /** Holdfast's format and epoch. */
  FORMAT,
  /** How far the manifest is known to be on disk. */
  SEAL,
  /** Who uses the directory. */
  LOCK,
  /** The database's directory, or the data directory. */
  DIRECTORY,
  /** Not of a data directory. */
  OTHER;

  /** By the last part of a path. */
  public static FileKind of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.matches("\\d+\\.log")) {
      return WAL;
    } else if (name.matches("\\d+\\.sst")) {
      return SST;
    } else if (name.endsWith(".dbtmp") && !name.startsWith("OPTIONS")) {
      return DBTMP;
    } else if (name.equals("db") || name.equals("data")) {
      return DIRECTORY;
    } else if (name.matches(
        "(MANIFEST-\\d+|CURRENT|OPTIONS-.*|IDENTITY|LOG.*|FORMAT.*|SEAL.*|LOCK)")) {
      return valueOf(name.replaceAll("[-.].*", "").toUpperCase(Locale.ROOT));
    }
    return OTHER;
  }
}
