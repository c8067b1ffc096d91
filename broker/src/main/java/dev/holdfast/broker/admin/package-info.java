/** What the broker serves over plain HTTP beside Engine.IO. Knows the transport only. */
@NullMarked
package dev.holdfast.broker.admin;

import org.jspecify.annotations.NullMarked;
