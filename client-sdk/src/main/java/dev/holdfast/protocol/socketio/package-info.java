/**
 * Socket.IO protocol 5: packets, their reader and their writer. Pure: bytes in, bytes out. Event
 * arguments are validated and located, never turned into objects.
 */
@NullMarked
package dev.holdfast.protocol.socketio;

import org.jspecify.annotations.NullMarked;
