package dev.holdfast.broker.transport;

import org.junit.jupiter.api.extension.ExtendWith;

/** Compression, as without TLS. */
@ExtendWith(OverTls.class)
class CompressionOverTlsTest extends CompressionTest {}
