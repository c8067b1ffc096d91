package dev.holdfast.docs;

import org.junit.jupiter.api.Test;

/** Every piece of Java in {@code docs/coming-from-socket-io.md} is one that a test here runs. */
class FromSocketIoPageTest {
  @Test
  void pageShowsTheExamplesAndNoOthers() throws Exception {
    new Examples(
            FromSocketIoRoomsTest.class,
            FromSocketIoAsksTest.class,
            FromSocketIoSessionsTest.class,
            FromSocketIoDeliveryTest.class)
        .assertAreTheJavaOf(new Page(SocketIoRig.PAGE));
  }
}
