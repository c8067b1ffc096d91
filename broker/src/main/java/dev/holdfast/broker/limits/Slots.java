package dev.holdfast.broker.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Places, of which there are so many in all and so many for one address. An address is known while
 * it holds one, so what is remembered is bounded by the places. Any thread.
 */
final class Slots {
  private final Cap cap;
  private final Limit inAll;
  private final Limit perAddress;
  private final AtomicInteger taken = new AtomicInteger();

  /** By {@link AddressKey}: how many it holds. */
  private final ConcurrentMap<Long, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * All free.
   *
   * @param inAll what is hit when there is none left
   * @param perAddress what is hit when one address has its share
   */
  Slots(Cap cap, Limit inAll, Limit perAddress) {
    this.cap = cap;
    this.inAll = inAll;
    this.perAddress = perAddress;
  }

  /**
   * Takes one.
   *
   * @param address {@link AddressKey#NONE} counts among all only
   * @return the limit that was hit, null when there was a place
   */
  @Nullable Limit take(long address) {
    if (taken.incrementAndGet() > cap.inAll()) {
      taken.decrementAndGet();
      return inAll;
    }
    Limit hit = takeShare(address);
    if (hit != null) {
      taken.decrementAndGet();
    }
    return hit;
  }

  /** The same of the address's share alone: among all it is counted otherwise. */
  @Nullable Limit takeShare(long address) {
    return address == AddressKey.NONE || takeOf(address) ? null : perAddress;
  }

  private boolean takeOf(long address) {
    boolean[] free = new boolean[1];
    byAddress.compute(
        address,
        (key, held) -> {
          int now = held == null ? 0 : held;
          free[0] = now < cap.perAddress();
          return free[0] ? now + 1 : held;
        });
    return free[0];
  }

  /** Gives one back that {@link #take} gave to this address. */
  void free(long address) {
    freeInAll();
    freeShare(address);
  }

  /** Gives back what it takes among all. */
  void freeInAll() {
    taken.decrementAndGet();
  }

  /** Gives back what {@link #takeShare} gave to this address. */
  void freeShare(long address) {
    if (address != AddressKey.NONE) {
      byAddress.computeIfPresent(address, (key, held) -> held == 1 ? null : held - 1);
    }
  }

  /** How many are taken. */
  int taken() {
    return taken.get();
  }
}
