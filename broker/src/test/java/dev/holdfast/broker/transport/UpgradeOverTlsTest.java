package dev.holdfast.broker.transport;

import org.junit.jupiter.api.extension.ExtendWith;

/** Upgrades, as without TLS. */
@ExtendWith(OverTls.class)
class UpgradeOverTlsTest extends UpgradeTest {}
