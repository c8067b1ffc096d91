package dev.holdfast.broker.limits;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect at all, before anything is spent on it. A socket is asked for when it is
 * accepted, a session when a request begins one. A socket counts as unauthenticated until it has
 * made a request that means something; from then on its session does, until its client is known.
 *
 * <p>Behind a proxy that is trusted a socket says nothing: there each session counts as a
 * connection of its client's address. Any thread.
 */
public final class ConnectionLimits {
  /** Addresses whose rate is known one by one, about 100 bytes each. */
  private static final int MOST_ADDRESSES = 100_000;

  /** When to come back when there is no place: places come back as others leave. */
  private static final long FULL_RETRY_MS = 1000;

  /** Those who are refused in one moment are told to come back in the course of this time. */
  private static final int JITTER_MS = 2000;

  /**
   * What an operator sets.
   *
   * @param connections open sockets
   * @param unauthenticated sockets and sessions of clients that are not known yet
   * @param rate new sessions in all
   * @param ratePerAddress new sessions of one address
   * @param exempt the limits per address do not hold for these
   */
  public record Settings(
      Cap connections, Cap unauthenticated, Rate rate, Rate ratePerAddress, Networks exempt) {}

  private final Settings settings;
  private final ForwardedFor proxies;
  private final LimitListener listener;
  private final LongSupplier nanos;
  private final IntUnaryOperator random;
  private final Slots open;
  private final Slots unauthenticated;
  private final SharedBucket rate;
  private final AddressBuckets rates;

  /**
   * Nobody is connected.
   *
   * @param nanos a clock like {@link System#nanoTime}
   * @param random a number from 0 to below its argument
   */
  public ConnectionLimits(
      Settings settings,
      ForwardedFor proxies,
      LimitListener listener,
      LongSupplier nanos,
      IntUnaryOperator random) {
    this.settings = settings;
    this.proxies = proxies;
    this.listener = listener;
    this.nanos = nanos;
    this.random = random;
    this.open = new Slots(settings.connections(), Limit.CONNECTIONS, Limit.CONNECTIONS_PER_ADDRESS);
    this.unauthenticated =
        new Slots(
            settings.unauthenticated(), Limit.UNAUTHENTICATED, Limit.UNAUTHENTICATED_PER_ADDRESS);
    long now = nanos.getAsLong();
    this.rate = new SharedBucket(settings.rate(), now);
    this.rates = new AddressBuckets(settings.ratePerAddress(), MOST_ADDRESSES, now);
  }

  /** A socket was accepted; null when it is to be closed at once. */
  public @Nullable Ticket socket(InetAddress peer) {
    long address = proxies.isProxy(peer) ? AddressKey.NONE : key(peer);
    Limit hit = open.take(address);
    if (hit == null) {
      hit = unauthenticated.take(address);
      if (hit != null) {
        open.free(address);
      }
    }
    if (hit != null) {
      listener.hit(hit);
      return null;
    }
    return new Ticket(new Held(address, true, address));
  }

  /**
   * A client asks for a session.
   *
   * @param client as {@link ForwardedFor#client} finds it
   * @param peer whose socket it comes on
   * @param webSocket whether that socket is the session's, and is counted among all already
   * @throws LimitExceeded when it is to be refused
   */
  public Ticket session(InetAddress client, InetAddress peer, boolean webSocket)
      throws LimitExceeded {
    long address = key(client);
    checkRate(address);
    boolean proxied = !client.equals(peer);
    Held places = new Held(address, proxied && !webSocket, proxied ? address : AddressKey.NONE);
    check(places.inAll ? open.take(places.share) : open.takeShare(places.share));
    try {
      check(unauthenticated.take(address));
    } catch (LimitExceeded full) {
      places.freeInAll();
      places.freeShare();
      throw full;
    }
    return new Ticket(places);
  }

  /** First of the address, so that one that is refused costs the others nothing. */
  private void checkRate(long address) throws LimitExceeded {
    long now = nanos.getAsLong();
    long waitNanos = address == AddressKey.NONE ? 0 : rates.take(address, now);
    if (waitNanos > 0) {
      throw exceeded(Limit.CONNECTION_RATE_PER_ADDRESS, waitNanos);
    }
    waitNanos = rate.take(now);
    if (waitNanos > 0) {
      throw exceeded(Limit.CONNECTION_RATE, waitNanos);
    }
  }

  private void check(@Nullable Limit hit) throws LimitExceeded {
    if (hit != null) {
      throw exceeded(hit, TimeUnit.MILLISECONDS.toNanos(FULL_RETRY_MS));
    }
  }

  private LimitExceeded exceeded(Limit limit, long waitNanos) {
    listener.hit(limit);
    long waitMs = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
    return new LimitExceeded(limit, waitMs + random.applyAsInt(JITTER_MS));
  }

  /** What one ticket stands for. */
  private final class Held implements Ticket.Places {
    private final long address;
    private final boolean inAll;
    private final long share;

    /**
     * Places.
     *
     * @param inAll whether it has one among all that are open
     * @param share whose share of what is open it has; {@link AddressKey#NONE} for nobody's
     */
    Held(long address, boolean inAll, long share) {
      this.address = address;
      this.inAll = inAll;
      this.share = share;
    }

    @Override
    public boolean takeUnauthenticated() {
      Limit hit = unauthenticated.take(address);
      if (hit != null) {
        listener.hit(hit);
      }
      return hit == null;
    }

    @Override
    public void freeUnauthenticated() {
      unauthenticated.free(address);
    }

    @Override
    public void freeInAll() {
      if (inAll) {
        open.freeInAll();
      }
    }

    @Override
    public void freeShare() {
      open.freeShare(share);
    }
  }

  private long key(InetAddress address) {
    return settings.exempt().contain(address) ? AddressKey.NONE : AddressKey.of(address);
  }

  /** Open sockets, and sessions behind proxies. */
  public int open() {
    return open.taken();
  }

  /** Sockets and sessions of clients that are not known yet. */
  public int unauthenticated() {
    return unauthenticated.taken();
  }
}
