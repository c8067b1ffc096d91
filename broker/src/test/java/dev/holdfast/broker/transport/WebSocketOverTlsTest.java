package dev.holdfast.broker.transport;

import org.junit.jupiter.api.extension.ExtendWith;

/** WebSockets, as without TLS. */
@ExtendWith(OverTls.class)
class WebSocketOverTlsTest extends WebSocketTest {}
