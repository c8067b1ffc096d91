package dev.holdfast.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static final StreamName ROW = StreamName.room("/", "row");
  private static final StreamCount BEFORE = new StreamCount(70_000, 9_000_000_000L);

  @Property
  void eventsOfARowAreReadBackFromAnyOffsetOn(
      @ForAll("events") List<Written> events, @ForAll("offset") long first) {
    RowWriter row = row(first, events);
    for (int skipped = 0; skipped <= events.size(); skipped++) {
      RowReader reader = new RowReader(5, ROW, row.last(), row.value());
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

  @Property
  void aRowSaysWhereItBeginsWhatWasBeforeItAndWhenItsEventsCameAndExpire(
      @ForAll("events") List<Written> events, @ForAll("offset") long first) {
    RowWriter row = row(first, events);
    RowHeader header = RowHeader.read(row.last(), new ByteReader(row.value()));
    assertThat(header.gap()).isFalse();
    assertThat(header.first()).isEqualTo(first);
    assertThat(header.last()).isEqualTo(first + 3L * (events.size() - 1));
    assertThat(header.events()).isEqualTo(events.size());
    assertThat(header.before()).isEqualTo(BEFORE);
    LongSummaryStatistics times = new LongSummaryStatistics();
    LongSummaryStatistics expiries = new LongSummaryStatistics();
    for (Written written : events) {
      long ttl = written.emit().marks().handling().ttlMs();
      times.accept(written.emit().timeMs());
      expiries.accept(ttl == 0 ? Long.MAX_VALUE : written.emit().timeMs() + ttl);
    }
    assertThat(header.times().first()).isEqualTo(events.get(0).emit().timeMs());
    assertThat(header.times().latest()).isEqualTo(times.getMax());
    assertThat(header.times().expiry()).isEqualTo(expiries.getMax());
  }

  @Property
  void whatAStreamHasHadIsKnownUpToAnyOffsetOfARow(
      @ForAll("events") List<Written> events, @ForAll("offset") long first) {
    RowWriter row = row(first, events);
    byte[] value = row.value();
    assertThat(RowReader.total(row.last(), value)).isEqualTo(row.after());
    assertThat(RowReader.countUpTo(row.last(), row.last(), value)).isEqualTo(row.after());
    for (int i = 0; i < events.size(); i++) {
      RowWriter part = row(first, events.subList(0, i));
      assertThat(RowReader.countUpTo(first + 3L * i - 1, row.last(), value))
          .isEqualTo(part.after());
    }
  }

  @Property
  void aGapTakesThePlaceOfWhatWasDropped(
      @ForAll("offset") long to,
      @ForAll @LongRange(min = 0, max = 100) long before,
      @ForAll @LongRange(min = 1, max = 1L << 40) long events,
      @ForAll GapReason reason) {
    long from = Math.max(to - 1 - before, 0);
    Gap gap = new Gap(from, to, events, reason, 1_700_000_000_000L);
    byte[] value = RowWriter.gap(gap, BEFORE);
    RowReader row = new RowReader(5, ROW, to, value);
    Event event = row.next(to - 1);
    assertThat(event).isNotNull();
    assertThat(event.offset()).isEqualTo(to);
    assertThat(event.gap()).isEqualTo(gap);
    assertThat(row.next(to - 1)).isNull();
    assertThat(new RowReader(5, ROW, to, value).next(to)).isNull();
    assertThat(RowReader.total(to, value)).isEqualTo(BEFORE);
    assertThat(RowReader.countUpTo(to - 1, to, value)).isEqualTo(BEFORE);
  }

  /** As it stood in a store before events had traces. */
  @Test
  void aRowOfAnEarlierVersionIsReadAsItWas() {
    ByteWriter row = new ByteWriter(64);
    new RowHeader(false, 7, 7, 1, StreamCount.NONE, new RowHeader.Times(99, 99, 99 + 60_000))
        .write(row);
    int flags = EventCodec.HAS_TTL | EventCodec.RETAINED;
    row.varint(0).signed(0).varint(flags).text("alice").varint(60_000).bytes(Bytes.utf8("\"n\",1"));
    Event event = new RowReader(5, ROW, 7, row.toArray()).next(6);
    assertThat(event).isNotNull();
    assertThat(event.trace()).isNull();
    assertThat(event.handling().ttlMs()).isEqualTo(60_000);
    assertThat(event.body()).isEqualTo(Bytes.utf8("\"n\",1"));
  }

  /** Rather than take what a newer version wrote for something else. */
  @Test
  void anEventWithAFlagThatIsNotKnownIsNotRead() {
    ByteWriter row = new ByteWriter(64);
    new RowHeader(false, 7, 7, 1, StreamCount.NONE, new RowHeader.Times(99, 99, 99)).write(row);
    row.varint(0).signed(0).varint(EventCodec.UNKNOWN).text("alice").bytes(Bytes.utf8("\"n\""));
    byte[] value = row.toArray();
    assertThatThrownBy(() -> new RowReader(5, ROW, 7, value).next(6))
        .isInstanceOf(Store.StoreException.class)
        .hasMessageContaining("newer");
  }

  private static RowWriter row(long first, List<Written> events) {
    RowWriter row = new RowWriter(first, BEFORE, 16);
    for (int i = 0; i < events.size(); i++) {
      row.add(events.get(i).at(first + 3L * i));
    }
    return row;
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
    assertThat(event.handling()).isEqualTo(emit.marks().handling());
    assertThat(event.trace()).isEqualTo(emit.marks().trace());
    assertThat(event.gap()).isNull();
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
                    .injectNull(0.5),
                Combinators.combine(
                        Arbitraries.longs().between(0, 1L << 38).injectDuplicates(0.5), traces())
                    .as(EventCodecTest::handled))
            .as(
                (publisher, time, audience, id, body, attachments, origin, marks) ->
                    new LogRecord.Emit(
                        new ClientKey("/", publisher),
                        time,
                        audience,
                        marks.withId(id).withOrigin(origin),
                        new Content(body, attachments)));
    Arbitrary<List<Long>> numbers = Arbitraries.longs().greaterOrEqual(0).list().ofMaxSize(2);
    return Combinators.combine(emits, numbers).as(Written::new).list().ofMinSize(1).ofMaxSize(5);
  }

  private static EmitMarks handled(long ttl, @Nullable TraceContext trace) {
    return EmitMarks.NONE.withHandling(Handling.PLAIN.withTtl(ttl)).withTrace(trace);
  }

  private static Arbitrary<@Nullable TraceContext> traces() {
    return Arbitraries.of("", "vendor=value")
        .map(
            state ->
                new TraceContext("00-" + "4b".repeat(16) + "-" + "c1".repeat(8) + "-01", state))
        .injectNull(0.5);
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
