package dev.holdfast.broker.storage;

import java.nio.file.Path;

/**
 * What a backup, or the store restored from one, holds.
 *
 * @param directory where it is
 * @param epoch of its history
 * @param offset the last one in it
 * @param files of the database
 * @param bytes in them
 */
public record BackupSummary(Path directory, int epoch, long offset, int files, long bytes) {}
