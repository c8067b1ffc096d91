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
      @ForAll("events") List<Written> events, @ForAll("offset") long first) {
    EventCodec.RowWriter row = new EventCodec.RowWriter(first, 16);
    for (int i = 0; i < events.size(); i++) {
      row.add(events.get(i).at(first + 3L * i));
    }
    for (int skipped = 0; skipped <= events.size(); skipped++) {
      EventCodec.RowReader reader = new EventCodec.RowReader(5, ROW, first, row.value());
      List<Event> read = new ArrayList<>();
      long after = first + 3L * skipped - 1;
      for (Event event = reader.next(after); event != null; event = reader.next(after)) {
        read.add(event);
      }
      assertThat(read).hasSize(events.size() - skipped);
      for (int i = 0; i < read.size(); i++) {
        assertSame(read.get(i), first + 3L * (i + skipped), events.get(i + skipped));
      }
    }
  }

  /** An event that has no offset yet. */
  record Written(LogRecord.Emit emit, List<Long> exceptStreams) {
    Event at(long offset) {
      long[] except = exceptStreams.stream().mapToLong(Long::longValue).toArray();
      return new Event(offset, emit, new long[] {5}, except);
    }
  }

  private static void assertSame(Event event, long offset, Written written) {
    LogRecord.Emit emit = written.emit();
    assertThat(event.offset()).isEqualTo(offset);
    assertThat(event.timeMs()).isEqualTo(emit.timeMs());
    assertThat(event.publisher()).isEqualTo(emit.client());
    assertThat(event.targets()).isEqualTo(emit.audience().targets());
    assertThat(event.id()).isEqualTo(emit.marks().id());
    assertThat(event.body()).isEqualTo(emit.content().body());
    assertThat(event.attachments()).isEqualTo(emit.content().attachments());
    assertThat(event.origin()).isEqualTo(emit.marks().origin());
    assertThat(event.streams()).containsExactly(5);
    assertThat(event.exceptStreams()).isEqualTo(written.at(offset).exceptStreams());
    emit.audience().except().forEach(client -> assertThat(event.excepts(client)).isTrue());
  }

  @Provide
  Arbitrary<Long> offset() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE / 2);
  }

  @Provide
  Arbitrary<List<Written>> events() {
    Arbitrary<String> names = Arbitraries.strings().alpha().ofMaxLength(5);
    Arbitrary<Bytes> bytes = Arbitraries.strings().ofMaxLength(20).map(Bytes::utf8);
    Arbitrary<LogRecord.Emit> emits =
        Combinators.combine(
                names,
                Arbitraries.longs().between(0, 1L << 45),
                audiences(names),
                names.injectNull(0.5),
                bytes,
                bytes.list().ofMaxSize(2),
                Combinators.combine(names, Arbitraries.of(true, false))
                    .as(Origin::new)
                    .injectNull(0.5))
            .as(
                (publisher, time, audience, id, body, attachments, origin) ->
                    new LogRecord.Emit(
                        new ClientKey("/", publisher),
                        time,
                        audience,
                        EmitMarks.NONE.withId(id).withOrigin(origin),
                        new Content(body, attachments)));
    Arbitrary<List<Long>> numbers = Arbitraries.longs().greaterOrEqual(0).list().ofMaxSize(2);
    return Combinators.combine(emits, numbers).as(Written::new).list().ofMaxSize(5);
  }

  private static Arbitrary<Audience> audiences(Arbitrary<String> names) {
    Arbitrary<StreamName> others =
        Arbitraries.of(
            ROW,
            StreamName.room("/", "other"),
            StreamName.inbox("/", "bob"),
            StreamName.everyone("/"));
    Arbitrary<List<StreamName>> targets =
        Arbitraries.oneOf(
            Arbitraries.just(List.of(ROW)),
            others.list().ofMinSize(2).ofMaxSize(3).uniqueElements());
    return Combinators.combine(targets, names.list().ofMaxSize(2))
        .as((to, except) -> Audience.to(to).except(except));
  }
}
