package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Content;
import dev.holdfast.broker.queue.Lane;
import dev.holdfast.broker.queue.Question;
import dev.holdfast.broker.queue.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * One question that a back-end asks and the answers to it. It is complete when every lane has asked
 * its sessions and each of these has answered or is gone; or when its time is up. What lanes tell
 * is taken to the asker's lane, which owns all of it.
 */
final class Poll implements Question {
  /** How long the answers together may get, in bytes; and the list of the missing. */
  private static final int MAX_BYTES = 4 << 20;

  private final Lane home;
  private final List<StreamName> targets;
  private final BiConsumer<Poll, Content> done;
  private final AnswerList answers = new AnswerList(MAX_BYTES);

  /** Asked, and neither answered nor gone; by sid. */
  private final Map<String, Respondent> waiting = new HashMap<>();

  /** Everybody who was asked or missed it: sids, and the client ids they are of. */
  private final Set<String> sids = new HashSet<>();

  private final Set<String> clientIds = new HashSet<>();
  private int lanesToAsk;

  /** Written on the asker's lane; the others look whether it is worth keeping. */
  private volatile boolean over;

  /**
   * A question nobody was asked yet.
   *
   * @param home the asker's lane
   * @param lanes how many lanes will ask
   * @param targets whom it is for
   * @param done called once, on the asker's lane
   */
  Poll(Lane home, int lanes, List<StreamName> targets, BiConsumer<Poll, Content> done) {
    this.home = home;
    this.lanesToAsk = lanes;
    this.targets = targets;
    this.done = done;
  }

  @Override
  public void asked(Respondent session) {
    atHome(
        () -> {
          note(session);
          waiting.put(session.sid(), session);
        });
  }

  @Override
  public void missed(Respondent session) {
    atHome(
        () -> {
          if (note(session)) {
            answers.missing(session);
          }
        });
  }

  /** False when it is known already. */
  private boolean note(Respondent session) {
    clientIds.add(session.client().clientId());
    return sids.add(session.sid());
  }

  @Override
  public void answered(Respondent session, Content answer) {
    atHome(
        () -> {
          if (waiting.remove(session.sid()) != null) {
            answers.answered(session, answer);
            completeIfAll();
          }
        });
  }

  @Override
  public void gone(Respondent session) {
    atHome(
        () -> {
          if (waiting.remove(session.sid()) != null) {
            answers.missing(session);
            completeIfAll();
          }
        });
  }

  @Override
  public void offered(Lane lane) {
    atHome(
        () -> {
          lanesToAsk--;
          completeIfAll();
        });
  }

  private void completeIfAll() {
    if (lanesToAsk == 0 && waiting.isEmpty()) {
      complete();
    }
  }

  /** The time is up. On the asker's lane. */
  void complete() {
    if (over) {
      return;
    }
    over = true;
    new ArrayList<>(waiting.values()).forEach(answers::missing);
    targets.forEach(this::missingTarget);
    done.accept(this, answers.toContent());
  }

  /** A client or a session that was to be asked, and had no session that could be. */
  private void missingTarget(StreamName target) {
    switch (target.kind()) {
      case INBOX -> {
        if (!clientIds.contains(target.name())) {
          answers.missing(null, target.name());
        }
      }
      case SESSION -> {
        if (!sids.contains(target.name())) {
          answers.missing(target.name(), null);
        }
      }
      case ROOM, EVERYONE -> {}
    }
  }

  /** Nobody wants the answers any more. On the asker's lane. */
  void giveUp() {
    over = true;
  }

  @Override
  public boolean over() {
    return over;
  }

  private void atHome(Runnable task) {
    if (!over) {
      home.execute(
          () -> {
            if (!over) {
              task.run();
            }
          });
    }
  }
}
