package dev.holdfast.it.flights;

import dev.holdfast.it.rig.SdkHost;
import java.net.URI;
import java.util.List;

/** Clients of the SDK, in a process of their own. */
final class SdkGroup implements ClientGroup {
  private final URI url;
  private final List<AirportBoard> boards;
  private SdkHost host = newHost();

  SdkGroup(URI url, List<AirportBoard> boards) {
    this.url = url;
    this.boards = boards;
  }

  @Override
  public void open() {
    comeBack();
    boards.forEach(board -> host.join(board.airport(), board.airport()));
  }

  @Override
  public void kill() {
    host.kill();
    host = newHost();
  }

  /**
   * To a board the life of the process is one connection: a client of the SDK knows across its own
   * connections what it has handled, and hands out nothing twice.
   */
  @Override
  public void comeBack() {
    for (AirportBoard board : boards) {
      board.connected();
      host.connect(url, board.airport(), board::show);
    }
  }

  /** The SDK acknowledges when it sees fit; what is certain shows when it is closed. */
  @Override
  public boolean receipt(int number) {
    return false;
  }

  /** Closing a client waits for the receipt of everything its handlers have returned from. */
  @Override
  public void settle() {
    host.close();
    boards.forEach(AirportBoard::settle);
    host = newHost();
    comeBack();
  }

  @Override
  public void close() {
    host.close();
  }

  @Override
  public String toString() {
    return boards.size() + " clients of the SDK";
  }

  private static SdkHost newHost() {
    return SdkHost.start("flights");
  }
}
