package dev.holdfast.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stock client as recovery sees it: it keeps its pid and the last text that stood at the end of
 * an event, and sends both when it comes back. Of the namespace whose sessions can be recovered.
 */
final class RecoverableClient implements AutoCloseable {
  static final String ANSWER = "40/recovery,\\{\"sid\":\"([\\w-]{20})\",\"pid\":\"([\\w.-]{41})\"}";
  private static final Pattern IDENTITY =
      Pattern.compile("40(?:/recovery,)?\\{(\"sid\":\"([\\w-]+)\",\"pid\":\"([\\w.-]+)\").*");
  private static final Pattern EVENT =
      Pattern.compile("42/recovery,\\[\"n\",(\\d+),\"([0-9a-z]+-0-\\d+)\"]");

  private final RawClient socket;
  private final List<Integer> missed = new ArrayList<>();
  private String answer = "";
  private @Nullable String offset;
  private String more = "";

  private RecoverableClient(int port, String auth) {
    this.socket = RawClient.open(port);
    socket.send("40/recovery," + auth);
  }

  /** A new session; what it is asked to recover is taken. */
  static RecoverableClient connect(int port) {
    RecoverableClient client = new RecoverableClient(port, "{}");
    client.awaitAnswer();
    return client;
  }

  /** From now on it asks for a window of this size, too. */
  RecoverableClient windowOf(int window) {
    more = ",\"window\":\"" + window + "\"";
    return this;
  }

  /** Comes back on another connection, to be answered. */
  RecoverableClient recover(int port) {
    RecoverableClient next = startRecovering(port);
    next.awaitAnswer();
    return next;
  }

  /** The same with another offset. */
  RecoverableClient recover(int port, String otherOffset) {
    offset = otherOffset;
    return recover(port);
  }

  /** Comes back on another connection and does not wait for the answer. */
  RecoverableClient startRecovering(int port) {
    String seen = offset == null ? "" : ",\"offset\":\"" + offset + "\"";
    RecoverableClient next =
        new RecoverableClient(port, "{\"pid\":\"" + pidIn(answer) + "\"" + seen + more + "}");
    next.offset = offset;
    next.more = more;
    return next;
  }

  /** Takes what comes up to the CONNECT answer: these are the events missed. Answers pings. */
  void awaitAnswer() {
    String frame = socket.next();
    while (frame.equals("2") || frame.startsWith("42")) {
      if (frame.equals("2")) {
        socket.send("3");
      } else {
        missed.add(event(frame));
      }
      frame = socket.next();
    }
    assertThat(frame).matches(IDENTITY);
    answer = frame;
  }

  /** What came before the answer. */
  List<Integer> missed() {
    return missed;
  }

  /** The next message: the number of an event, or nothing when it was a ping. */
  List<Integer> nextAnsweringPings() {
    String frame = socket.next();
    if (frame.equals("2")) {
      socket.send("3");
      return List.of();
    }
    return List.of(event(frame));
  }

  /** Takes the event of this number; returns its offset. */
  String receive(int number) {
    assertThat(event(socket.nextBesidesPings())).isEqualTo(number);
    return String.valueOf(offset);
  }

  private int event(String frame) {
    Matcher matcher = EVENT.matcher(frame);
    assertThat(matcher.matches()).as(frame).isTrue();
    offset = matcher.group(2);
    return Integer.parseInt(matcher.group(1));
  }

  /** Answers the ping that follows a delivery, so that all that came is acknowledged. */
  void acknowledge() {
    assertThat(socket.next()).isEqualTo("2");
    socket.send("3");
    // What is asked after the pong is answered after it was taken in.
    assertThat(untilNow()).isEmpty();
  }

  void join(String room) {
    assertThat(socket.ask("42/recovery,1[\"$join\",\"" + room + "\"]"))
        .startsWith("43/recovery,1[{\"position\":");
  }

  /** All that comes before the answer to a question. */
  List<String> untilNow() {
    List<String> messages = new ArrayList<>();
    socket.send("42/recovery,999[\"$rooms\"]");
    for (String m = socket.next(); !m.startsWith("43/recovery,999["); m = socket.next()) {
      messages.add(m);
    }
    return messages;
  }

  /** Sid and pid, as they stand in the answer. */
  String identity() {
    return identityIn(answer);
  }

  static String identityIn(String answer) {
    return group(answer, 1);
  }

  String sid() {
    return group(answer, 2);
  }

  static String pidIn(String answer) {
    return group(answer, 3);
  }

  private static String group(String answer, int group) {
    Matcher matcher = IDENTITY.matcher(answer);
    assertThat(matcher.matches()).as(answer).isTrue();
    return matcher.group(group);
  }

  RawClient socket() {
    return socket;
  }

  /** The connection is gone without a goodbye. */
  @Override
  public void close() {
    socket.close();
  }
}
