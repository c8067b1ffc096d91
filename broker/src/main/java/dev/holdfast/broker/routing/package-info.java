/** From what an emit says it is for, or what a route says, to the streams it is stored in. */
@NullMarked
package dev.holdfast.broker.routing;

import org.jspecify.annotations.NullMarked;
