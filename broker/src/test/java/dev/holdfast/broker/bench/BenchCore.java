package dev.holdfast.broker.bench;

import dev.holdfast.broker.queue.DedupSettings;
import dev.holdfast.broker.queue.Policies;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.queue.QueueReader;
import dev.holdfast.broker.queue.RecoverySettings;
import dev.holdfast.broker.queue.ShardWriter;

/** The core as the broker sets it up by default. */
final class BenchCore {
  private static final long MIB = 1 << 20;

  static final QueueCore.Settings SETTINGS =
      new QueueCore.Settings(
          new ShardWriter.Settings(64 * MIB, 8 * MIB),
          new QueueReader.Limits(500, MIB, 10_000),
          64 * MIB,
          new DedupSettings(100_000, 600_000),
          2,
          new RecoverySettings(120_000, 10_000),
          Policies.NONE,
          System::currentTimeMillis,
          1_000);

  private BenchCore() {}
}
