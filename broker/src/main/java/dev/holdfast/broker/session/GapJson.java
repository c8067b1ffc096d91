package dev.holdfast.broker.session;

import dev.holdfast.broker.queue.Event;
import dev.holdfast.broker.queue.Gap;
import dev.holdfast.broker.queue.Lineage;
import dev.holdfast.broker.queue.QueueGap;
import dev.holdfast.protocol.Bytes;
import java.util.List;

/** What clients are told of what was dropped. */
final class GapJson {
  private GapJson() {}

  /** The event, or, of one that stands for a gap, {@code "$gap",{…}} in its place. */
  static Event said(Event event, Lineage lineage) {
    Gap gap = event.gap();
    if (gap == null) {
      return event;
    }
    StringBuilder body = append(new StringBuilder("\"$gap\","), gap, lineage);
    return event.saying(Bytes.utf8(body.toString()));
  }

  /** {@code {"from":"P","to":"P","events":n,"reason":"…","t":ms}}. */
  private static StringBuilder append(StringBuilder out, Gap gap, Lineage lineage) {
    out.append("{\"from\":\"").append(lineage.position(gap.from()));
    out.append("\",\"to\":\"").append(lineage.position(gap.to()));
    out.append("\",\"events\":").append(gap.events());
    out.append(",\"reason\":\"").append(gap.reason().word());
    return out.append("\",\"t\":").append(gap.timeMs()).append('}');
  }

  /** A list of gaps. */
  static StringBuilder appendAll(StringBuilder out, List<QueueGap> gaps, Lineage lineage) {
    out.append('[');
    for (int i = 0; i < gaps.size(); i++) {
      append(i == 0 ? out : out.append(','), gaps.get(i).gap(), lineage);
    }
    return out.append(']');
  }
}
