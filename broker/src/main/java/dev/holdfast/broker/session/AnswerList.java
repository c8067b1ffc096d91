package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.Question;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.PlaceholderTexts;
import dev.holdfast.protocol.socketio.SocketPacketReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@code $ask} is answered: {@code {"answers":[{"sid","clientId"?,"args":[…]}],
 * "missing":[{"sid"?,"clientId"?}]}}, with {@code "truncated":true} when there is more than fits.
 * The attachments of all answers go along, their placeholders renumbered. Used on one lane.
 */
final class AnswerList {
  private final int maxBytes;
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final StringBuilder missing = new StringBuilder();
  private final List<Bytes> attachments = new ArrayList<>(0);
  private int attachedBytes;
  private boolean truncated;

  /**
   * Empty.
   *
   * @param maxBytes how long the answers, and the list of the missing, may get
   */
  AnswerList(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** One that does not fit counts as missing. */
  void answered(Question.Respondent session, Content answer) {
    if (!fits(answer)) {
      truncated = true;
      missing(session);
      return;
    }
    StringBuilder head = new StringBuilder(answers.size() == 0 ? "{" : ",{");
    name(head, session).append(",\"args\":");
    write(Bytes.utf8(head.toString()));
    write(args(Bytes.utf8("[" + answer.body() + "]"), answer));
    answers.write('}');
    attachments.addAll(answer.attachments());
    attachedBytes += answer.length() - answer.body().length();
  }

  /** What looks like a placeholder and has no attachment would stand for another's beside those. */
  private Bytes args(Bytes array, Content answer) {
    return answer.attachments().isEmpty()
        ? PlaceholderTexts.disowned(array)
        : PlaceholderTexts.raised(array, attachments.size());
  }

  private boolean fits(Content answer) {
    return answers.size() + attachedBytes + answer.length() <= maxBytes
        && attachments.size() + answer.attachments().size() <= SocketPacketReader.MAX_ATTACHMENTS;
  }

  /** A session did not answer. */
  void missing(Question.Respondent session) {
    StringBuilder entry = new StringBuilder("{");
    missing(name(entry, session).append('}'));
  }

  /** A target had no session to answer; one of both is null. */
  void missing(@Nullable String sid, @Nullable String clientId) {
    StringBuilder entry = new StringBuilder("{");
    if (sid != null) {
      Json.quote(entry.append("\"sid\":"), sid);
    } else if (clientId != null) {
      Json.quote(entry.append("\"clientId\":"), clientId);
    }
    missing(entry.append('}'));
  }

  private void missing(StringBuilder entry) {
    if (missing.length() + entry.length() > maxBytes) {
      truncated = true;
    } else {
      missing.append(missing.isEmpty() ? "" : ",").append(entry);
    }
  }

  private static StringBuilder name(StringBuilder out, Question.Respondent session) {
    return Json.session(out, session.sid(), session.client());
  }

  private void write(Bytes bytes) {
    answers.write(bytes.array(), bytes.from(), bytes.length());
  }

  /** The whole of it; nothing is added after. */
  Content toContent() {
    String rest = "],\"missing\":[" + missing + (truncated ? "],\"truncated\":true}" : "]}");
    ByteArrayOutputStream out = new ByteArrayOutputStream(answers.size() + rest.length() + 16);
    out.writeBytes("{\"answers\":[".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(answers.toByteArray());
    out.writeBytes(rest.getBytes(StandardCharsets.UTF_8));
    return new Content(Bytes.of(out.toByteArray()), attachments);
  }
}
