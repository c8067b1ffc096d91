/**
 * The load generator behind {@code holdfast bench}. It speaks the wire by itself, without the SDK,
 * so that it leaves the machine to the broker it measures: docs/bench.md.
 */
@NullMarked
package dev.holdfast.cli.bench;

import org.jspecify.annotations.NullMarked;
