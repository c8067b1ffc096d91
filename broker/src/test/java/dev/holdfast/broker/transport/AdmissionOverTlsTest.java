package dev.holdfast.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.broker.limits.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may connect at all, as without TLS, and before TLS costs anything. */
@ExtendWith(OverTls.class)
class AdmissionOverTlsTest extends AdmissionTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final int FLOOD = 50;

  /** A connection on which nothing is said by itself: no handshake is begun. */
  private HttpSocket silent(LimitedServer limited) {
    return opened(new HttpSocket(limited.port(), connection -> connection));
  }

  @Test
  void aConnectionBeyondTheMostIsClosedBeforeAHandshake() {
    LimitedServer limited = server(LimitedServer.forConnections(1, 10));
    HttpSocket first = connect(limited);
    assertThat(first.get(POLLING).status()).isEqualTo(200);
    for (int i = 0; i < FLOOD; i++) {
      assertThat(silent(limited).readByte()).as("closed though nothing was said").isEqualTo(-1);
    }
    assertThat(limited.hits.count(Limit.CONNECTIONS)).isEqualTo(FLOOD);
    assertThat(limited.server.server.failedHandshakes()).as("none was begun").isZero();
    assertThat(first.get(POLLING).status()).as("who is in is served on").isEqualTo(200);
  }

  @Test
  void whoHasNotFinishedItsHandshakeIsUnknownAndKeepsOthersOfItsKindOut() {
    LimitedServer limited = server(LimitedServer.forConnections(100, 2));
    HttpSocket half = silent(limited);
    silent(limited);
    Await.until("two are unknown", () -> limited.connections.unauthenticated() == 2);
    for (int i = 0; i < FLOOD; i++) {
      assertThat(silent(limited).readByte()).isEqualTo(-1);
    }
    assertThat(limited.hits.count(Limit.UNAUTHENTICATED)).isEqualTo(FLOOD);
    assertThat(limited.connections.open()).isEqualTo(2);
    half.close();
    Await.until("one is unknown", () -> limited.connections.unauthenticated() == 1);
    assertThat(connect(limited).get(POLLING).status()).isEqualTo(200);
  }
}
