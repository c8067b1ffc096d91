package dev.holdfast.it.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One page in Debian's Chromium, headless, with a fresh profile. */
public final class ChromiumPage implements AutoCloseable {
  private final LineDriver driver;

  private ChromiumPage(LineDriver driver) {
    this.driver = driver;
  }

  /** Starts the browser with an empty page; skips the test where there is no Chromium. */
  public static ChromiumPage launch() {
    Path chromium = Tools.chromium();
    List<String> command = List.of("node", "browser.mjs", chromium.toString());
    return new ChromiumPage(new LineDriver("chromium", NpmPackages.install(), command));
  }

  public void open(URI url) {
    request("open", LineDriver.message().put("url", url.toString()));
  }

  /** Opens this text as if the server of the URL had answered with it. */
  public void openAs(URI url, String html) {
    ObjectNode message = LineDriver.message().put("url", url.toString());
    request("fulfill", message.deepCopy().put("html", html));
    request("open", message);
  }

  public void reload() {
    request("reload", LineDriver.message());
  }

  /** The value of a JavaScript expression in the page. */
  public JsonNode evaluate(String expression) {
    return request("evaluate", LineDriver.message().put("script", expression));
  }

  /** Waits until a JavaScript expression is true in the page. */
  public void await(String expression) {
    ObjectNode message = LineDriver.message().put("script", expression);
    request("await", message.put("timeoutMs", LineDriver.COMMAND_LIMIT.toMillis()));
  }

  /** Types a message into the chat and sends it. */
  public void say(String text) {
    ObjectNode input = LineDriver.message().put("selector", "#input");
    request("fill", input.deepCopy().put("text", text));
    request("press", input.put("key", "Enter"));
  }

  /** Waits until the chat is connected. */
  public void awaitConnected() {
    await("socket.connected");
  }

  /** Waits until the chat shows this many messages, and returns all it shows. */
  public List<String> awaitMessages(int count) {
    String items = "document.querySelectorAll('#messages li')";
    await(items + ".length >= " + count);
    List<String> texts = new ArrayList<>();
    evaluate("Array.from(" + items + ", item => item.textContent)")
        .forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Takes the page off every network, or back. */
  public void offline(boolean on) {
    request("offline", LineDriver.message().put("on", on));
  }

  @Override
  public void close() {
    try {
      request("close", LineDriver.message());
    } finally {
      driver.close();
    }
  }

  private JsonNode request(String command, ObjectNode arguments) {
    return driver.request(command, arguments);
  }
}
