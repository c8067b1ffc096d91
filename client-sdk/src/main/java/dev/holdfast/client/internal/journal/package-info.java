/**
 * Files of checked records: what the outbox and the receive filter on disk are made of. Public only
 * for its neighbours; applications do not use it.
 */
@NullMarked
package dev.holdfast.client.internal.journal;

import org.jspecify.annotations.NullMarked;
