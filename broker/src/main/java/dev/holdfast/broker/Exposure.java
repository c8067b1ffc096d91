package dev.holdfast.broker;

import dev.holdfast.broker.config.BrokerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Whether strangers could reach a broker that asks nobody who it is. */
final class Exposure {
  private Exposure() {}

  /**
   * Nothing, when nobody could, when clients are asked, or when it is meant.
   *
   * @throws BrokerStartException which says what to do
   */
  static void check(BrokerConfig config) throws BrokerStartException {
    String host = config.server().host();
    if (config.auth().isOn() || config.auth().insecureLetEveryoneIn() || isThisMachine(host)) {
      return;
    }
    throw new BrokerStartException(
        "Listening on "
            + host
            + " without authentication would let everybody in who can reach it, to read and send"
            + " everything. Turn authentication on: 'holdfast token --subject NAME' makes a token"
            + " and a line for a file, whose path is auth.tokensFile; or tokens of your issuer,"
            + " with auth.jwksUrl, auth.jwksFile, auth.jwtPublicKeysFile or auth.jwtSecretFile;"
            + " or auth.certificates. Or listen on 127.0.0.1. Where everybody is meant to be let"
            + " in, say so with auth.insecureLetEveryoneIn: true.");
  }

  /** A name that is not known fails to be listened on, with a message of its own. */
  private static boolean isThisMachine(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return true;
    }
  }
}
