/** The emits that are kept on disk until they are confirmed. Applications do not use it. */
@NullMarked
package dev.holdfast.client.internal.outbox;

import org.jspecify.annotations.NullMarked;
