package dev.holdfast.cli.bench;

import dev.holdfast.cli.tls.TlsFiles;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one run is to do.
 *
 * @param prefix what the names of the clients and rooms of the run begin with
 */
public record Settings(Target target, Crowd crowd, Load load, Span span, String prefix) {
  private static final int MOST_CLIENTS = 1_000_000;
  private static final long MOST_ORDERS = 50_000_000;

  /**
   * Checks the prefix, which goes into JSON and into names as it is.
   *
   * @throws IllegalArgumentException when it is not of its form; names the option
   */
  public Settings {
    require(
        prefix.matches("[A-Za-z0-9._/-]{1,64}"),
        "--client-prefix must be 1 to 64 letters, digits, '.', '_', '-' or '/', not " + prefix);
  }

  /**
   * The broker.
   *
   * @param tls where the URL asks for TLS
   * @param token what each client shows; null for nothing
   */
  public record Target(URI url, TlsFiles tls, @Nullable String token) {
    /**
     * Checks the URL, the files for TLS, and the token, which goes into JSON as it is.
     *
     * @throws IllegalArgumentException when one of them is not of its form; names the option
     */
    public Target {
      Address address = Address.of(url);
      require(address.port() > 0, "not a port to connect to: " + url);
      if (address.encrypted()) {
        var unused = tls.forNetty(); // says now what is wrong with the files
      }
      require(
          token == null || token.matches("[!-~&&[^\"\\\\]]+"),
          "the token must be printable ASCII without spaces, quotes and backslashes");
    }
  }

  /**
   * Who takes part.
   *
   * @param subscribers connected durable members, spread over the rooms
   * @param absent durable members that joined once and are away, spread over the rooms
   */
  public record Crowd(int publishers, int subscribers, int rooms, int absent, Acking ack) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one is out of range; names the option
     */
    public Crowd {
      range("--publishers", publishers, 0, MOST_CLIENTS);
      range("--subscribers", subscribers, 0, MOST_CLIENTS);
      range("--rooms", rooms, 1, MOST_CLIENTS);
      range("--absent", absent, 0, 10 * MOST_CLIENTS);
      require(
          (long) publishers * subscribers <= MOST_ORDERS,
          "--publishers times --subscribers must not be more than "
              + MOST_ORDERS
              + ": the order of each publisher's events is checked at each subscriber");
    }
  }

  /**
   * What is emitted.
   *
   * @param payloadBytes length of the event's argument
   * @param random whether it is to resist compression
   * @param rate events per second in all; 0 for as many as possible
   * @param window unconfirmed events of one publisher
   * @param ahead events that some connected subscriber has not received yet
   */
  public record Load(int payloadBytes, boolean random, double rate, int window, int ahead) {
    private static final int MOST_PAYLOAD = 64 << 20;
    private static final double MOST_RATE = 100_000_000;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one is out of range; names the option
     */
    public Load {
      range("--payload", payloadBytes, Payload.MIN_BYTES, MOST_PAYLOAD);
      require(rate >= 0 && rate <= MOST_RATE, "--rate must be at most " + (long) MOST_RATE);
      range("--window", window, 1, 1_000_000);
      range("--ahead", ahead, 1, 100_000_000);
    }
  }

  /**
   * How long.
   *
   * @param duration of the measurement, unless {@code events} says how many it is to emit
   * @param events 0 where the duration counts
   * @param replay whether the absent members come back at the end
   */
  public record Span(Duration warmup, Duration duration, long events, boolean replay) {
    private static final Duration LONGEST = Duration.ofDays(2);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one is out of range; names the option
     */
    public Span {
      require(!warmup.isNegative() && warmup.compareTo(LONGEST) <= 0, "--warmup must be up to 48h");
      require(
          duration.toMillis() >= 1 && duration.compareTo(LONGEST) <= 0,
          "--duration must be 1ms to 48h");
      range("--events", events, 0, 10_000_000_000L);
    }
  }

  private static void range(String option, long value, long least, long most) {
    require(
        value >= least && value <= most,
        option + " must be " + least + " to " + most + ", not " + value);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
