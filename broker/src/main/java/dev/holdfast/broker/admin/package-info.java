/**
 * What the broker serves beside Engine.IO: the browser client over HTTP, and commands of the
 * operator over a socket in the data directory. Knows the transport only; what commands do is given
 * to it.
 */
@NullMarked
package dev.holdfast.broker.admin;

import org.jspecify.annotations.NullMarked;
