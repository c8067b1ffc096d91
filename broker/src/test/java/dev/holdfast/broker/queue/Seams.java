package dev.holdfast.broker.queue;

import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Where a test may put something between the core and what it stands on.
 *
 * @param store wraps the store the core writes to
 * @param log wraps the log the shard appends to
 * @param policies changes what the operator has set
 * @param pages changes what is read from the store, for a lane
 * @param swept wraps the store that sweeps read
 * @param commands wraps the way to the writer, once for each life of the broker
 * @param marks changes up to where a session's ping acknowledges
 */
record Seams(
    UnaryOperator<Store> store,
    UnaryOperator<ShardLog> log,
    UnaryOperator<Policies> policies,
    BiFunction<PageRequest.Page, Lane, PageRequest.Page> pages,
    UnaryOperator<Store> swept,
    UnaryOperator<Consumer<Command>> commands,
    LongUnaryOperator marks) {
  /** The core as it is. */
  static final Seams NONE =
      new Seams(
          store -> store,
          log -> log,
          policies -> policies,
          (page, lane) -> page,
          swept -> swept,
          commands -> commands,
          upTo -> upTo);

  static Seams ofStore(UnaryOperator<Store> store) {
    return new Seams(
        store, NONE.log, NONE.policies, NONE.pages, NONE.swept, NONE.commands, NONE.marks);
  }

  static Seams ofLog(UnaryOperator<ShardLog> log) {
    return new Seams(
        NONE.store, log, NONE.policies, NONE.pages, NONE.swept, NONE.commands, NONE.marks);
  }

  static Seams ofPolicies(UnaryOperator<Policies> policies) {
    return new Seams(
        NONE.store, NONE.log, policies, NONE.pages, NONE.swept, NONE.commands, NONE.marks);
  }

  static Seams ofPages(BiFunction<PageRequest.Page, Lane, PageRequest.Page> pages) {
    return new Seams(
        NONE.store, NONE.log, NONE.policies, pages, NONE.swept, NONE.commands, NONE.marks);
  }

  static Seams ofSweep(UnaryOperator<Store> swept) {
    return new Seams(
        NONE.store, NONE.log, NONE.policies, NONE.pages, swept, NONE.commands, NONE.marks);
  }

  static Seams ofCommands(UnaryOperator<Consumer<Command>> commands) {
    return new Seams(
        NONE.store, NONE.log, NONE.policies, NONE.pages, NONE.swept, commands, NONE.marks);
  }

  static Seams ofMarks(LongUnaryOperator marks) {
    return new Seams(
        NONE.store, NONE.log, NONE.policies, NONE.pages, NONE.swept, NONE.commands, marks);
  }
}
