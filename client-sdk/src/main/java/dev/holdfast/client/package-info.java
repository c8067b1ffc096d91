/**
 * The Holdfast client for Java. {@link dev.holdfast.client.HoldfastClient#builder} is the way in.
 */
@NullMarked
package dev.holdfast.client;

import org.jspecify.annotations.NullMarked;
