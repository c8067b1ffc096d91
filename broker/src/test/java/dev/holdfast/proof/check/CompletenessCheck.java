package dev.holdfast.proof.check;

import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.Line;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nothing is missing at the end: an event that no client has got is lost (P1), one that only some
 * have got was missed (P2). What a gap holds may be missing, as many as it says and where the
 * configuration lets events be dropped for its reason.
 */
final class CompletenessCheck {
  private final Knowledge known;
  private final Set<String> gapReasons;
  private final Findings findings;

  /** How many events are missing in the range of each gap. */
  private final Map<Line, Long> missingInGap = new HashMap<>();

  CompletenessCheck(Knowledge known, Set<String> gapReasons, Findings findings) {
    this.known = known;
    this.gapReasons = gapReasons;
    this.findings = findings;
  }

  void run() {
    known.events().stream().filter(EventFacts::durable).forEach(this::check);
    for (ClientFacts client : known.clients()) {
      client.gaps.forEach(gap -> checkGap(client, gap));
    }
  }

  private void check(EventFacts event) {
    List<ClientFacts> missing =
        known.clients().stream()
            .filter(client -> client.settled && client.mustGet(event))
            .filter(client -> !client.has(event))
            .filter(client -> !inGap(client.gapOver(event)))
            .toList();
    for (ClientFacts client : missing) {
      boolean lost = event.delivered == null;
      findings.add(
          lost ? Promise.P1 : Promise.P2,
          event.name + (lost ? " is lost: never came to " : " never came to ") + client.client,
          event.emitted,
          event.confirmed,
          event.delivered);
    }
  }

  private boolean inGap(@Nullable Line gap) {
    if (gap == null) {
      return false;
    }
    missingInGap.merge(gap, 1L, Long::sum);
    return true;
  }

  private void checkGap(ClientFacts client, Line line) {
    Entry.Gap gap = (Entry.Gap) line.entry();
    long missing = missingInGap.getOrDefault(line, 0L);
    if (!gapReasons.contains(gap.reason())) {
      String what = client.client + " has a gap that nobody configured: " + gap.reason();
      findings.add(Promise.P2, what, line);
    } else if (missing > gap.events()) {
      String what = client.client + " misses " + missing + " events in a gap of " + gap.events();
      findings.add(Promise.P2, what, line);
    }
  }
}
