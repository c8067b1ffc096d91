package dev.holdfast.proof.check;

import dev.holdfast.broker.queue.Position;
import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.Line;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** P3: what was acknowledged with a receipt does not come again. */
final class ReceiptCheck {
  private final Knowledge known;
  private final Findings findings;

  /** What has been delivered in each session, and not been receipted as far as is known. */
  private final Map<String, Set<String>> delivered = new HashMap<>();

  private final Map<Long, Set<String>> acknowledged = new HashMap<>();

  /** Each event that is over, with the receipt. */
  private final Map<String, Line> over = new HashMap<>();

  private ReceiptCheck(Knowledge known, Findings findings) {
    this.known = known;
    this.findings = findings;
  }

  static void run(ClientFacts client, Knowledge known, Findings findings) {
    ReceiptCheck check = new ReceiptCheck(known, findings);
    client.lines.forEach(check::take);
  }

  private void take(Line line) {
    if (line.entry() instanceof Entry.Delivered event) {
      Line receipt = over.get(event.event());
      if (receipt != null) {
        findings.add(Promise.P3, event.event() + " came after the receipt", receipt, line);
      }
      delivered.computeIfAbsent(event.session(), s -> new HashSet<>()).add(event.event());
    } else if (line.entry() instanceof Entry.Acked ack) {
      acknowledged.put(ack.number(), meant(ack));
    } else if (line.entry() instanceof Entry.Receipt receipt) {
      for (String event : acknowledged.getOrDefault(receipt.number(), Set.of())) {
        over.putIfAbsent(event, line);
        delivered.values().forEach(events -> events.remove(event));
      }
    }
  }

  private Set<String> meant(Entry.Acked ack) {
    Set<String> events = new HashSet<>(ack.events());
    String upTo = ack.upTo();
    if (upTo != null) {
      long last = Position.parse(upTo).offset();
      for (String name : delivered.getOrDefault(ack.session(), Set.of())) {
        EventFacts event = known.event(name);
        if (event != null && event.offset() >= 0 && event.offset() <= last) {
          events.add(name);
        }
      }
    }
    if (ack.all()) {
      events.addAll(delivered.getOrDefault(ack.session(), Set.of()));
    }
    return events;
  }
}
