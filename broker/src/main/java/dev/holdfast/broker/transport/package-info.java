/**
 * Engine.IO 4 on Vert.x: WebSocket, long-polling, the upgrade between them, and the heartbeat.
 * Knows nothing of Socket.IO: any {@link dev.holdfast.broker.transport.EngineHandler} can stand on
 * top.
 */
@NullMarked
package dev.holdfast.broker.transport;

import org.jspecify.annotations.NullMarked;
