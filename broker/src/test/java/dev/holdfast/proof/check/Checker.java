package dev.holdfast.proof.check;

import dev.holdfast.proof.history.Entry;
import dev.holdfast.proof.history.History;
import java.util.List;
import java.util.Set;

/**
 * Stands outside the broker: reads what publishers and clients noted and reports every violation of
 * P1 to P7. It believes nothing but the histories and the one clock they share.
 */
public final class Checker {
  private final Set<String> gapReasons;

  private Checker(Set<String> gapReasons) {
    this.gapReasons = gapReasons;
  }

  /** For a run whose configuration lets nothing be dropped. */
  public static Checker strict() {
    return new Checker(Set.of());
  }

  /** For a run whose configuration lets events be dropped for these reasons, with a gap. */
  public static Checker allowingGaps(String... reasons) {
    return new Checker(Set.of(reasons));
  }

  /** Checks the histories of one run, which may span any number of crashes. */
  public Report check(List<History> histories) {
    Knowledge known = new Knowledge(histories);
    Findings findings = new Findings();
    PositionCheck.run(known, findings);
    PublisherOrderCheck.run(known, findings);
    for (ClientFacts client : known.clients()) {
      DeliveryCheck.run(client, known, findings);
      new SessionCheck(client, known, findings).run();
      ReceiptCheck.run(client, known, findings);
    }
    new CompletenessCheck(known, gapReasons, findings).run();
    int durable = (int) known.events().stream().filter(EventFacts::durable).count();
    long deliveries =
        histories.stream()
            .flatMap(history -> history.lines().stream())
            .filter(line -> line.entry() instanceof Entry.Delivered)
            .count();
    return new Report(known.events().size(), durable, deliveries, findings.all());
  }
}
