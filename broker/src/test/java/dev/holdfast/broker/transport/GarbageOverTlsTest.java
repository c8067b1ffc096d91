package dev.holdfast.broker.transport;

import org.junit.jupiter.api.extension.ExtendWith;

/** Garbage, as without TLS. */
@ExtendWith(OverTls.class)
class GarbageOverTlsTest extends GarbageTest {}
