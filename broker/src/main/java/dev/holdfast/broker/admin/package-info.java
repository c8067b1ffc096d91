/**
 * What the broker serves beside Engine.IO: the browser client over HTTP, the admin API on a port of
 * its own ({@link AdminServer}), and commands of the operator over a socket in the data directory.
 * Knows the transport only; what routes and commands do is given to it.
 */
@NullMarked
package dev.holdfast.broker.admin;

import org.jspecify.annotations.NullMarked;
