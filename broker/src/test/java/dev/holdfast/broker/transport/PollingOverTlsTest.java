package dev.holdfast.broker.transport;

import org.junit.jupiter.api.extension.ExtendWith;

/** Polling, as without TLS. */
@ExtendWith(OverTls.class)
class PollingOverTlsTest extends PollingTest {}
