package dev.holdfast.broker.session;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.holdfast.broker.queue.ClientKey;
import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.TraceContext;
import java.util.List;

/** Writes the little JSON the broker makes itself. */
final class Json {
  private Json() {}

  /** A text, in quotes. Names, which are quoted for every event, hardly ever have an escape. */
  static StringBuilder quote(StringBuilder out, String text) {
    out.append('"');
    if (isPlain(text)) {
      out.append(text);
    } else {
      JsonStringEncoder.getInstance().quoteAsString(text, out);
    }
    return out.append('"');
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Names a session, as members of an object; its client only if that has named itself. */
  static StringBuilder session(StringBuilder out, String sid, ClientKey client) {
    quote(out.append("\"sid\":"), sid);
    return client.isAnonymous() ? out : quote(out.append(",\"clientId\":"), client.clientId());
  }

  /** Which trace an event belongs to, as members of an object behind others; nothing for none. */
  static StringBuilder trace(StringBuilder out, Event event) {
    TraceContext trace = event.trace();
    if (trace != null) {
      quote(out.append(",\"traceparent\":"), trace.parent());
      if (!trace.state().isEmpty()) {
        quote(out.append(",\"tracestate\":"), trace.state());
      }
    }
    return out;
  }

  /** A list of texts. */
  static StringBuilder quoteAll(StringBuilder out, List<String> texts) {
    out.append('[');
    for (int i = 0; i < texts.size(); i++) {
      quote(i == 0 ? out : out.append(','), texts.get(i));
    }
    return out.append(']');
  }
}
