import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.client.ClientState;
import dev.holdfast.client.HoldfastBackend;
import dev.holdfast.client.SessionEventHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The back-end of the order board. It may be killed at any moment and started again: what pages
 * emit meanwhile waits in its queue, and what it had not finished comes again. An order may thus
 * come twice; the id that the page gave it tells.
 */
public final class OrderBoard {
  /** An order as pages see it. */
  record Order(String id, int number, String item, String state) {}

  public static void main(String[] args) throws IOException {
    Book book = new Book(Path.of("data/order-book.json"));
    HoldfastBackend backend =
        HoldfastBackend.builder("http://127.0.0.1:7420").clientId("orders").build();

    backend.on(
        "place order",
        refusingNonsense(
            (session, event) -> {
              Order order = book.place(event.arg(0, String.class), event.arg(1, String.class));
              backend.to("board").emit("order changed", order);
              event.reply(Map.of("number", order.number()));
            }));
    backend.on(
        "ship order",
        refusingNonsense(
            (session, event) -> {
              Order order = book.ship(event.arg(0, String.class));
              backend.to("board").emit("order changed", order);
              event.reply(Map.of("number", order.number()));
            }));

    backend.onState(
        (state, reason) -> {
          if (state == ClientState.CONNECTED) {
            System.out.println("The order board takes orders.");
          }
        });
    Runtime.getRuntime().addShutdownHook(new Thread(backend::close));
    backend.connect();
  }

  /** A failure means that the event comes again; what can never succeed is answered instead. */
  private static SessionEventHandler refusingNonsense(SessionEventHandler handler) {
    return (session, event) -> {
      try {
        handler.handle(session, event);
      } catch (IllegalArgumentException | IndexOutOfBoundsException nonsense) {
        event.reply(Map.of("error", Map.of("code", "nonsense", "message", nonsense.getMessage())));
      }
    };
  }

  /**
   * All orders, in a file; an application has its database for that. Used by the back-end's
   * handlers, which run one at a time.
   */
  private static final class Book {
    private final JsonMapper json = new JsonMapper();
    private final Path file;
    private Map<String, Order> orders = new LinkedHashMap<>();

    Book(Path file) throws IOException {
      this.file = file;
      if (Files.exists(file)) {
        for (Order order : json.readValue(file.toFile(), Order[].class)) {
          orders.put(order.id(), order);
        }
      }
    }

    /** The order of this id, which is new unless the event has come before. */
    Order place(String id, String item) throws IOException {
      Order known = orders.get(id);
      return known == null ? put(new Order(id, orders.size() + 1, item, "open")) : known;
    }

    Order ship(String id) throws IOException {
      Order order = orders.get(id);
      if (order == null) {
        throw new IllegalArgumentException("there is no such order");
      }
      return put(new Order(id, order.number(), order.item(), "shipped"));
    }

    private Order put(Order order) throws IOException {
      Map<String, Order> changed = new LinkedHashMap<>(orders);
      changed.put(order.id(), order);
      Path written = Files.createDirectories(file.getParent()).resolve("order-book.tmp");
      json.writeValue(written.toFile(), changed.values());
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      orders = changed;
      return order;
    }
  }
}
