package dev.holdfast.broker.queue;

import java.util.function.Consumer;

/** Reads pages away from the lanes, which must not wait for a disk. */
@FunctionalInterface
interface PageSource {
  /**
   * Reads a page elsewhere and hands it over on the lane's own thread.
   *
   * @param lane who asks
   */
  void read(PageQuery query, Lane lane, Reply reply);

  /** Takes the page, on the lane. */
  @FunctionalInterface
  interface Reply extends Consumer<PageRequest.Page> {
    /** False when nobody waits for the page any more, so that it need not be read. Any thread. */
    default boolean wanted() {
      return true;
    }
  }
}
