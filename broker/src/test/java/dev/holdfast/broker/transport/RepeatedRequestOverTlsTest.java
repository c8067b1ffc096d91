package dev.holdfast.broker.transport;

import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that come again, as without TLS. */
@ExtendWith(OverTls.class)
class RepeatedRequestOverTlsTest extends RepeatedRequestTest {}
