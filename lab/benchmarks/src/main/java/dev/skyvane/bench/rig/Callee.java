package dev.skyvane.bench.rig;

import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.FunctionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Probe;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * A function of {@link SlowdownRig}.
 *
 * @param name unlike that of every other function that the rig ever had
 * @param routing how its calls are routed
 * @param backEndWorkers calls that run at one time at each provider, others wait in order and pay
 *     for it; {@link FunctionOptions#NO_BACK_END}: none waits
 */
public record Callee(String name, Routing routing, int backEndWorkers) {
  private static final long EXPECTED_MS = 1_000;

  /** A function whose calls do not wait for each other. */
  public static Callee of(String name, Routing routing) {
    return new Callee(name, routing, FunctionOptions.NO_BACK_END);
  }

  /** As a provider has it. */
  FunctionOptions deployed() {
    return FunctionOptions.of(name, ServiceTime.MEMORY_MB, SampleFunction.SLEEPY)
        .withBackEnd(backEndWorkers);
  }

  /** As the router has it. */
  FunctionSpec spec(Collection<EmulatedRegion> regions) {
    var spec =
        FunctionSpec.newBuilder()
            .setName(name)
            .setVersion(1)
            .setExpectedDurationMs(EXPECTED_MS)
            .setPolicy(routing.policy())
            .setDeployments(regions.stream().map(this::deployment).toList());
    if (routing.objective()) {
      spec.setSloP95Ms(SlowdownRig.SLO_MS)
          .setProbe(
              Probe.newBuilder()
                  .setPayload(ByteBuffer.wrap(ServiceTime.shortest()))
                  .setMaxUsdPerDay("10")
                  .build());
    }
    return spec.build();
  }

  private Deployment deployment(EmulatedRegion region) {
    return Deployment.newBuilder()
        .setId(name + "~" + region.id().replace(':', '~'))
        .setRegion(region.id())
        .setAddress(region.address(name))
        .setMemoryMb(ServiceTime.MEMORY_MB)
        .build();
  }
}
