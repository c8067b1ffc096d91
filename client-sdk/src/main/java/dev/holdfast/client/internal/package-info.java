/**
 * How the client works inside; not for applications. One event loop owns all protocol state, one
 * thread runs the handlers, one completes stages and calls listeners.
 */
@NullMarked
package dev.holdfast.client.internal;

import org.jspecify.annotations.NullMarked;
