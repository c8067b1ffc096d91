/** What both sides of the wire share: the byte window that payloads travel in. */
@NullMarked
package dev.holdfast.protocol;

import org.jspecify.annotations.NullMarked;
