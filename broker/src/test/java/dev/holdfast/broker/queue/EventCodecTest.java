package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventCodecTest {
  private static final StreamName ROW = StreamName.room("/", "row");

  @Property
  void eventsOfARowAreReadBackFromAnyOffsetOn(
      @ForAll("emits") List<LogRecord.Emit> emits, @ForAll("offset") long first) {
    EventCodec.RowWriter row = new EventCodec.RowWriter(first, 16);
    for (int i = 0; i < emits.size(); i++) {
      row.add(first + 3L * i, emits.get(i));
    }
    for (int skipped = 0; skipped <= emits.size(); skipped++) {
      EventCodec.RowReader reader = new EventCodec.RowReader(5, ROW, first, row.value());
      List<Event> read = new ArrayList<>();
      long after = first + 3L * skipped - 1;
      for (Event event = reader.next(after); event != null; event = reader.next(after)) {
        read.add(event);
      }
      assertThat(read).hasSize(emits.size() - skipped);
      for (int i = 0; i < read.size(); i++) {
        assertSame(read.get(i), first + 3L * (i + skipped), emits.get(i + skipped));
      }
    }
  }

  private static void assertSame(Event event, long offset, LogRecord.Emit emit) {
    assertThat(event.offset()).isEqualTo(offset);
    assertThat(event.timeMs()).isEqualTo(emit.timeMs());
    assertThat(event.publisher()).isEqualTo(emit.client());
    assertThat(event.targets()).isEqualTo(emit.targets());
    assertThat(event.id()).isEqualTo(emit.id());
    assertThat(event.body()).isEqualTo(emit.body());
    assertThat(event.attachments()).isEqualTo(emit.attachments());
    assertThat(event.origin()).isEqualTo(emit.origin());
    assertThat(event.streams()).containsExactly(5);
    emit.except().forEach(client -> assertThat(event.excepts(client)).isTrue());
  }

  @Provide
  Arbitrary<Long> offset() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE / 2);
  }

  @Provide
  Arbitrary<List<LogRecord.Emit>> emits() {
    Arbitrary<String> names = Arbitraries.strings().alpha().ofMaxLength(5);
    Arbitrary<Bytes> bytes = Arbitraries.strings().ofMaxLength(20).map(Bytes::utf8);
    Arbitrary<StreamName> others =
        Arbitraries.of(
            ROW,
            StreamName.room("/", "other"),
            StreamName.inbox("/", "bob"),
            StreamName.everyone("/"));
    Arbitrary<List<StreamName>> targets =
        Arbitraries.oneOf(Arbitraries.just(List.of(ROW)), others.list().ofMinSize(2).ofMaxSize(3));
    return Combinators.combine(
            names,
            Arbitraries.longs().between(0, 1L << 45),
            targets,
            names.list().ofMaxSize(2),
            names.injectNull(0.5),
            bytes,
            bytes.list().ofMaxSize(2),
            Combinators.combine(names, Arbitraries.of(true, false)).as(Origin::new).injectNull(0.5))
        .as(
            (publisher, time, to, except, id, body, attachments, origin) ->
                new LogRecord.Emit(
                    new ClientKey("/", publisher),
                    LogRecord.Emit.NO_SEQ,
                    time,
                    to,
                    except,
                    id,
                    body,
                    attachments,
                    origin))
        .list()
        .ofMaxSize(5);
  }
}
