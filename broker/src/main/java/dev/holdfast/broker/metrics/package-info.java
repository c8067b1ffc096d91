/**
 * What a broker tells those who watch it, as Prometheus metrics. The layers count by themselves, or
 * call a small interface of their own; here that becomes meters of Micrometer. Knows all layers
 * below the wiring, and none of them knows it.
 */
@NullMarked
package dev.holdfast.broker.metrics;

import org.jspecify.annotations.NullMarked;
