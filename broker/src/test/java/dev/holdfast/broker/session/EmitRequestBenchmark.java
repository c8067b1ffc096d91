package dev.holdfast.broker.session;

import dev.holdfast.broker.routing.EmitOptions;
import dev.holdfast.protocol.Bytes;
import dev.holdfast.protocol.socketio.Payload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a {@code $emit} says beside its event, read from the packet's payload. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EmitRequestBenchmark {
  /** The options of the emit. */
  @Param({
    "{\"rooms\":[\"room\"]}",
    "{\"rooms\":[\"room\"],\"seq\":123456}",
    "{\"rooms\":[\"a\",\"b\"],\"clients\":[\"c\"],\"except\":[\"d\"],\"id\":\"order-17\"}"
  })
  public String options;

  private Payload request = Payload.NONE;

  /** Validates the payload, as the packet's reader has done before. */
  @Setup
  public void prepare() throws Exception {
    request = Payload.ofArray(Bytes.utf8("[\"$emit\"," + options + ",\"event\",{\"n\":1}]"));
  }

  /** The options. */
  @Benchmark
  public EmitOptions read() throws Exception {
    return EmitRequest.read(request, "/");
  }
}
