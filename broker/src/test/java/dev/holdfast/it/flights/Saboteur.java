package dev.holdfast.it.flights;

import dev.holdfast.it.flights.FaultPlan.Fault;
import dev.holdfast.it.flights.FaultPlan.Step;
import dev.holdfast.it.rig.BrokerProcess;
import dev.holdfast.it.rig.FaultProxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Carries out a {@link FaultPlan} while the flights are published. Used by the publishing thread
 * only; the broker comes back on another one, so that publishing goes on meanwhile.
 */
final class Saboteur {
  /** A group of clients and the proxy between them and the broker. */
  record Victim(ClientGroup clients, FaultProxy proxy) {}

  private static final int CUT_AT_ONCE = 20;

  private final Random random;
  private final BrokerProcess broker;
  private final FaultProxy publisherProxy;
  private final List<Victim> victims;
  private final Deque<Step> steps;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

  /** What was done, for people. */
  private final List<String> history = new ArrayList<>();

  /** Ends the fault that is in effect. */
  private Runnable end = () -> {};

  Saboteur(Random random, BrokerProcess broker, FaultProxy publisherProxy, List<Victim> victims) {
    this.random = random;
    this.broker = broker;
    this.publisherProxy = publisherProxy;
    this.victims = victims;
    steps = new ArrayDeque<>();
  }

  /** What is to go wrong. */
  Saboteur plan(FaultPlan plan) {
    steps.addAll(plan.steps());
    return this;
  }

  /** Called before a flight is published: begins the fault that is due, if one is. */
  void beforeFlight(int index) {
    Step next = steps.peek();
    if (next == null || next.beforeFlight() > index) {
      return;
    }
    steps.remove();
    endFault();
    end = begin(next.fault(), index);
    done.merge(next.fault(), 1, Integer::sum);
  }

  /** Everything works again afterwards. */
  void endFault() {
    end.run();
    end = () -> {};
  }

  /** How often each fault occurred. */
  Map<Fault, Integer> done() {
    return Map.copyOf(done);
  }

  /** Every fault so far, with the group that was drawn for it. */
  List<String> history() {
    return List.copyOf(history);
  }

  private Runnable begin(Fault fault, int index) {
    Victim victim = victims.get(random.nextInt(victims.size()));
    history.add("%s before flight %d (%s)".formatted(fault, index, victim.clients()));
    return switch (fault) {
      case KILL_BROKER -> killBroker();
      case KILL_CLIENTS -> {
        victim.clients().kill();
        yield victim.clients()::comeBack;
      }
      case CUT_SOME -> {
        victims.forEach(each -> each.proxy().cut(random, 1 + random.nextInt(CUT_AT_ONCE)));
        publisherProxy.cutAll();
        yield () -> {};
      }
      case STALL -> {
        victim.proxy().stall();
        yield () -> {
          victim.proxy().cutAll();
          victim.proxy().flow();
        };
      }
    };
  }

  private Runnable killBroker() {
    CompletableFuture<Void> back =
        CompletableFuture.runAsync(
            () -> {
              broker.kill9();
              broker.restart();
            });
    return back::join;
  }
}
