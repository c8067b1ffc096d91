package dev.holdfast.broker.queue;

import java.util.List;

/**
 * The part of the {@link View} that says who is a member of which room. Owned by the shard writer.
 */
final class Rooms {
  private final ClientTable clients;
  private final StreamTable streams;
  private final Backlog backlog;
  private final Receipts receipts;
  private final InboxLimits gaps;

  /**
   * Over these tables.
   *
   * @param gaps notes what is dropped
   */
  Rooms(
      ClientTable clients,
      StreamTable streams,
      Backlog backlog,
      Receipts receipts,
      InboxLimits gaps) {
    this.clients = clients;
    this.streams = streams;
    this.backlog = backlog;
    this.receipts = receipts;
    this.gaps = gaps;
  }

  Applied join(long offset, LogRecord.Join join, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientState client = clients.find(join.client(), numbers, batch);
    if (client == null) {
      return Applied.Refused.unknown(join.client());
    }
    StreamName room = StreamName.room(join.client().namespace(), join.room());
    long stream = streams.number(room, numbers, batch);
    for (Membership standing : client.memberships) {
      if (standing.stream() == stream && standing.open()) {
        return new Applied.Joined(standing.joined(), standing);
      }
    }
    Membership membership = new Membership(stream, room, offset, Membership.OPEN);
    clients.putMembership(client, membership, batch);
    streams.joined(stream, offset);
    return new Applied.Joined(offset, membership);
  }

  Applied leave(
      long offset, LogRecord.Leave leave, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientState client = clients.find(leave.client(), numbers, batch);
    if (client == null) {
      return Applied.Refused.unknown(leave.client());
    }
    StreamName room = StreamName.room(leave.client().namespace(), leave.room());
    for (Membership standing : List.copyOf(client.memberships)) {
      if (standing.open() && standing.name().equals(room)) {
        clients.putMembership(client, standing.leftAt(offset), batch);
      }
    }
    return new Applied.Left(offset, room);
  }

  /**
   * Other than who leaves, the client does not get what waits for it either: that is a gap (P2).
   */
  Applied banish(
      long offset, LogRecord.Banish banish, ClientTable.Numbers numbers, Store.Batch batch) {
    ClientState client = clients.find(banish.client(), numbers, batch);
    if (client == null) {
      return Applied.Refused.unknown(banish.client());
    }
    StreamName room = StreamName.room(banish.client().namespace(), banish.room());
    List<Membership> stretches =
        client.memberships.stream()
            .filter(stretch -> stretch.name().equals(room) && !stretch.banished())
            .toList();
    RoomLoss loss = new RoomLoss(backlog, client);
    stretches.forEach(loss::add);
    receipts.lost(client, stretches, loss.after(), offset, batch);
    stretches.forEach(stretch -> clients.putMembership(client, stretch.banishedAt(offset), batch));
    QueueGap gap = loss.gap(banish, offset);
    return new Applied.Banished(offset, room, gap == null ? null : gaps.note(client, gap));
  }
}
