/**
 * The core: the shard log, the view derived from it, cursors, and delivery to live sessions. Knows
 * neither Vert.x nor RocksDB nor a clock; what it needs of them is injected.
 */
@NullMarked
package dev.holdfast.broker.queue;

import org.jspecify.annotations.NullMarked;
