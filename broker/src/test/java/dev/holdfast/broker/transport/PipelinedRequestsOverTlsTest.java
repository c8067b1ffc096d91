package dev.holdfast.broker.transport;

import org.junit.jupiter.api.extension.ExtendWith;

/** The same over TLS, where nothing that is written is counted before it is flushed. */
@ExtendWith(OverTls.class)
class PipelinedRequestsOverTlsTest extends PipelinedRequestsTest {}
