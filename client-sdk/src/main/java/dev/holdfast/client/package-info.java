/**
 * The Holdfast client for Java. {@link dev.holdfast.client.HoldfastClient#builder} is the way in;
 * for the application behind a namespace, {@link dev.holdfast.client.HoldfastBackend#builder}.
 */
@NullMarked
package dev.holdfast.client;

import org.jspecify.annotations.NullMarked;
