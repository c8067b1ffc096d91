package dev.holdfast.broker.queue;

import java.util.ArrayList;
import java.util.List;

/** Reads a queue to its end, from the store. */
final class ReaderRig {
  private ReaderRig() {}

  /** What a session would be sent, with a window that takes all of it. */
  static List<String> read(TestLog log, ClientSnapshot client) {
    return read(log, client, 0, true);
  }

  /** The same at a time, in milliseconds, of a session that takes gaps, or does not. */
  static List<String> read(TestLog log, ClientSnapshot client, long nowMs, boolean takesGaps) {
    List<String> sent = new ArrayList<>();
    PageReader pages = new PageReader(log.store);
    PageSource source = (query, lane, reply) -> reply.accept(query.read(pages));
    Lane lane = new Lane(0, Runnable::run, source, log.log.end(), 0);
    lane.tick(nowMs);
    QueueReader reader =
        new QueueReader(
            lane,
            client,
            new QueueReader.Sink() {
              @Override
              public boolean ready() {
                return true;
              }

              @Override
              public boolean takesGaps() {
                return takesGaps;
              }

              @Override
              public void deliver(Event event, boolean again) {
                Gap gap = event.gap();
                sent.add(
                    gap == null
                        ? "" + event.offset()
                        : "gap of " + gap.events() + " at " + event.offset());
              }
            },
            new QueueReader.Limits(4, 10_000, 100),
            100);
    reader.pump();
    lastCursor = reader.takeAck(false).upTo();
    return sent;
  }

  /** Where the cursor would stand after the last read, of which nothing was acknowledged. */
  static long lastCursor;
}
