/**
 * Engine.IO 4: long-polling on Vert.x, WebSockets on Netty, the upgrade between them, and the
 * heartbeat. Knows nothing of Socket.IO: any {@link dev.holdfast.broker.transport.EngineHandler}
 * can stand on top.
 */
@NullMarked
package dev.holdfast.broker.transport;

import org.jspecify.annotations.NullMarked;
