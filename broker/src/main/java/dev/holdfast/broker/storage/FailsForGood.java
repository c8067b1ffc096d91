package dev.holdfast.broker.storage;

import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.Status;

/**
 * Keeps RocksDB from going on by itself after an error, as it does when it takes the disk for full
 * and room is made: it would flush its tables one by one, those that have something to flush, and
 * begin a new log. The commit that failed stands in the old log, unsynced, and would be recovered
 * from there for the tables that were not flushed and for no others (P7): a resend would be known,
 * and confirmed, whose event is nowhere. Only opening the directory anew, which recovers all tables
 * alike, finds out what became of it.
 */
final class FailsForGood extends AbstractEventListener {
  FailsForGood() {
    super(EnabledEventCallback.ON_ERROR_RECOVERY_BEGIN);
  }

  /** Called on the thread that met the error: false, it is not to be recovered from. */
  @Override
  public boolean onErrorRecoveryBegin(BackgroundErrorReason reason, Status error) {
    return false;
  }
}
