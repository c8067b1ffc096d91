/**
 * The broker's configuration: immutable records, the one declaration of every key ({@link
 * dev.holdfast.broker.config.Keys}), and the loader, which reports all errors of a file at once.
 */
@NullMarked
package dev.holdfast.broker.config;

import org.jspecify.annotations.NullMarked;
