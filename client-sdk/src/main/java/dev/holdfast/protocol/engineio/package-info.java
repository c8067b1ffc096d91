/**
 * Engine.IO protocol 4 as pure functions: packets, the text form they have in a WebSocket frame or
 * a long-polling body, and the open packet's JSON. No I/O, no clock, no state.
 */
@NullMarked
package dev.holdfast.protocol.engineio;

import org.jspecify.annotations.NullMarked;
