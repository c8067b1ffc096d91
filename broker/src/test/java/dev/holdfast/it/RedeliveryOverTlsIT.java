package dev.holdfast.it;

import dev.holdfast.it.rig.BrokerProcess;
import java.nio.file.Path;

/** What stock clients get again after something died, with https and wss. */
class RedeliveryOverTlsIT extends RedeliveryIT {
  @Override
  BrokerProcess start(Path data, String name) {
    return BrokerProcess.startEncrypted(name + "-tls", data);
  }
}
