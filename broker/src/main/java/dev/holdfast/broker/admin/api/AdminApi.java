package dev.holdfast.broker.admin.api;

import dev.holdfast.broker.admin.Route;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.QueueCore;
import dev.holdfast.broker.routing.Namespaces;
import dev.holdfast.broker.session.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The routes by which an operator looks at a broker and changes what is in it. */
public final class AdminApi {
  private AdminApi() {}

  /**
   * What the routes are about.
   *
   * @param core what is stored
   * @param operations the sessions
   * @param namespaces what is declared
   * @param settings the configuration's bounds as they are in force, by key
   * @param clock milliseconds since 1970
   */
  public record Subject(
      QueueCore core,
      Operations operations,
      Namespaces namespaces,
      Map<String, Object> settings,
      LongSupplier clock) {}

  /** All of them, but for what is registered by others: {@code docs/admin-api.md}. */
  public static List<Route> routes(Subject of) {
    Answering answering = new Answering(of.core().inspector(), of.operations());
    Lineage lineage = of.core().lineage();
    Shown shown = new Shown(lineage);
    List<Route> routes = new ArrayList<>();
    routes.addAll(new ClientRoutes(answering, of.operations(), shown).all());
    routes.addAll(new QueueRoutes(answering, shown, lineage, of.clock()).all());
    routes.addAll(new DeadLetterRoutes(answering, shown, lineage, of.clock()).all());
    routes.addAll(new RoomRoutes(answering, shown).all());
    routes.addAll(new SessionRoutes(of.operations()).all());
    routes.add(new EmitRoute(of.operations(), shown).route());
    routes.addAll(
        new BrokerRoutes(
                answering,
                of.operations(),
                of.namespaces(),
                of.core().policies()::limits,
                of.settings())
            .all());
    return List.copyOf(routes);
  }
}
