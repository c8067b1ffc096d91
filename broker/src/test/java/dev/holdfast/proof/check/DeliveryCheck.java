package dev.holdfast.proof.check;

import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.Line;

/** Each delivery is of an event that was emitted, to this client (P6), and is unchanged (P2). */
final class DeliveryCheck {
  private DeliveryCheck() {}

  static void run(ClientFacts client, Knowledge known, Findings findings) {
    for (Line line : client.lines) {
      if (line.entry() instanceof Entry.Delivered delivered) {
        check(client, known.event(delivered.event()), line, findings);
      }
    }
  }

  private static void check(ClientFacts client, EventFacts event, Line line, Findings findings) {
    Entry.Delivered delivered = (Entry.Delivered) line.entry();
    if (event == null) {
      findings.add(Promise.P6, delivered.event() + " was emitted by nobody", line);
    } else if (!event.body.equals(delivered.body())) {
      findings.add(Promise.P2, event.name + " was changed on its way", event.emitted, line);
    } else if (!client.mayGet(event)) {
      String what = event.name + " came to " + client.client + " from outside its membership";
      findings.add(Promise.P6, what, event.emitted, line);
    } else if (event.refused != null && event.tries == 1) {
      findings.add(Promise.P6, event.name + " was refused", event.refused, line);
    }
  }
}
