package dev.holdfast.it;

import dev.holdfast.it.rig.BrokerProcess;
import java.nio.file.Path;

/** Every official client over every way of connecting it has, with https and wss. */
class StockClientsOverTlsIT extends StockClientsIT {
  @Override
  BrokerProcess start(Path data) {
    return BrokerProcess.startEncrypted("stock-clients-tls", data);
  }
}
