package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That the verifier sees plans that break their promises. */
class PlanVerifierTest {
  private static final Sketch CLEAN = Sketch.of("clean").country("SE").grams(10).usd(1);
  private static final Sketch FAIR = Sketch.of("fair").country("SE").grams(10.4).usd(2);
  private static final Sketch DIRTY = Sketch.of("dirty").country("US").grams(20).usd(3);

  private final Loads loads = new Loads();
  private Policy.Builder policy =
      Policy.newBuilder().setKind(PolicyKind.MINIMIZE).setWeights(Map.of("carbon", 1.0));
  private Constraints constraints = Constraints.newBuilder().build();
  private Need need = Need.NONE;

  private void verify(String label, int near, List<Exclusion> excluded, Candidate... ranked) {
    var spec = Sketch.spec(policy).setConstraints(constraints).build();
    var function =
        new FunctionView(
            spec, List.of(CLEAN.view(loads), FAIR.view(loads), DIRTY.view(loads)), Set.of());
    var plan =
        new Plan(function, null, label, ranked, near, Spread.LEAST_OUTSTANDING, excluded, 1, 0);
    new PlanVerifier(plan, Data.NONE, need, "").verify();
  }

  private void seen(int near, List<Exclusion> excluded, Candidate... ranked) {
    assertThrows(AssertionError.class, () -> verify("", near, excluded, ranked));
  }

  private Candidate candidate(Sketch place, double score) {
    var view = place.view(loads);
    return new Candidate(view, Double.NaN, Double.NaN, view.expectedUsd(), score, Outlook.CATALOG);
  }

  private final Candidate clean = candidate(CLEAN, 10);
  private final Candidate fair = candidate(FAIR, 10.4);
  private final Candidate dirty = candidate(DIRTY, 20);

  @Test
  void aGoodPlanPasses() {
    verify("", 2, List.of(), clean, fair, dirty);
  }

  @Test
  void badPlansAreSeen() {
    seen(1, List.of(), clean, fair, dirty);
    seen(3, List.of(), clean, fair, dirty);
    seen(2, List.of(), clean, dirty, fair);
    seen(2, List.of(), clean, fair);
    seen(2, List.of(new Exclusion("dirty", "")), clean, fair);
    seen(2, List.of(), clean, fair, fair, dirty);
    seen(2, List.of(new Exclusion("fair", "both")), clean, fair, dirty);
    seen(2, List.of(), candidate(CLEAN, 9.9), fair, dirty);
    seen(2, List.of(), clean, fair, candidate(DIRTY, Double.NaN));
  }

  @Test
  void aSetThatIsTooSmallIsSeen() {
    policy.setAtLeast(3);
    verify("", 3, List.of(), clean, fair, dirty);
    seen(2, List.of(), clean, fair, dirty);
  }

  @Test
  void aForbiddenDeploymentIsSeen() {
    constraints = Constraints.newBuilder().setCountries(List.of("SE")).build();
    verify("", 2, List.of(new Exclusion("dirty", "countries")), clean, fair);
    seen(2, List.of(), clean, fair, dirty);
  }

  @Test
  void aDeploymentThatIsTooSmallIsSeen() {
    need = new Need(CLEAN.view(loads).memoryMb() + 1, 0);
    seen(2, List.of(), clean, fair, dirty);
    need = new Need(0, CLEAN.view(loads).vcpu() + 1);
    seen(2, List.of(), clean, fair, dirty);
  }

  @Test
  void aBudgetThatIsNotHeldIsSeen() {
    policy.setWithin(Map.of("cost", new Budget(1.0, false)));
    verify("", 2, List.of(new Exclusion("dirty", "within cost")), clean, fair);
    seen(2, List.of(), clean, fair, dirty);
    seen(
        1,
        List.of(new Exclusion("fair", "within cost"), new Exclusion("dirty", "within cost")),
        clean);
  }
}
