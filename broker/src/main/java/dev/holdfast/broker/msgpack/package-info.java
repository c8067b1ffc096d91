/**
 * The wire of clients with {@code socket.io-msgpack-parser}: their packets are turned into the text
 * and attachments that everybody else sends, and back, between the transport and the sessions,
 * which know nothing of it.
 */
@NullMarked
package dev.holdfast.broker.msgpack;

import org.jspecify.annotations.NullMarked;
