package dev.holdfast.it.flights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.flights.FaultPlan.Fault;
import dev.holdfast.it.flights.FaultPlan.Step;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
  private static final int FLIGHTS = 20_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyFaultOccursWhileFlightsArePublished(long seed) {
    FaultPlan plan = FaultPlan.draw(new Random(seed), FLIGHTS);
    assertThat(plan.steps()).extracting(Step::fault).contains(Fault.values());
    assertThat(plan.steps()).extracting(Step::beforeFlight).isSorted().doesNotHaveDuplicates();
    assertThat(plan.steps())
        .allSatisfy(step -> assertThat(step.beforeFlight()).isBetween(1, FLIGHTS - 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sameSeedDrawsTheSamePlan(long seed) {
    assertThat(FaultPlan.draw(new Random(seed), FLIGHTS))
        .isEqualTo(FaultPlan.draw(new Random(seed), FLIGHTS));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void brokerIsKilledAtLeastFiveTimes(long seed) {
    assertThat(FaultPlan.draw(new Random(seed), FLIGHTS).steps())
        .filteredOn(step -> step.fault() == Fault.KILL_BROKER)
        .hasSizeGreaterThanOrEqualTo(5);
  }
}
