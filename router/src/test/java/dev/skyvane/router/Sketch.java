package dev.skyvane.router;

import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.Size;
import dev.skyvane.provider.Target;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.Grid;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A deployment drawn by hand: what is not said is unknown. */
public final class Sketch {
  private final String id;
  private String region;
  private @Nullable Coordinates location;
  private @Nullable String country;
  private int concurrency = 1000;
  private int memoryMb = 512;
  private double vcpu = 1;
  private String architecture = "x86_64";
  private @Nullable String accelerator;
  private @Nullable String isolation;
  private @Nullable PriceList price;
  private double usd = Double.NaN;
  private double grams = Double.NaN;
  private @Nullable Grid grid;
  private final Map<String, String> labels = new HashMap<>();
  private @Nullable String defect;

  private Sketch(String id) {
    this.id = id;
    this.region = "aws:" + id;
  }

  public static Sketch of(String id) {
    return new Sketch(id);
  }

  public Sketch region(String newRegion) {
    region = newRegion;
    return this;
  }

  public Sketch at(double latitude, double longitude) {
    location = new Coordinates(latitude, longitude);
    return this;
  }

  public Sketch country(String code) {
    country = code;
    return this;
  }

  public Sketch limit(int newConcurrency) {
    concurrency = newConcurrency;
    return this;
  }

  public Sketch memory(int megabytes) {
    memoryMb = megabytes;
    return this;
  }

  public Sketch architecture(String name) {
    architecture = name;
    return this;
  }

  public Sketch vcpu(double processors) {
    vcpu = processors;
    return this;
  }

  public Sketch accelerator(String name) {
    accelerator = name;
    return this;
  }

  public Sketch isolation(String name) {
    isolation = name;
    return this;
  }

  public Sketch usd(double expected) {
    usd = expected;
    return this;
  }

  public Sketch grams(double expected) {
    grams = expected;
    return this;
  }

  public Sketch price(PriceList list) {
    price = list;
    return this;
  }

  public Sketch grid(double gramsPerKwh, @Nullable Double fossilShare) {
    grid = new Grid("zone", gramsPerKwh, fossilShare, "yearly-average", 0);
    return this;
  }

  public Sketch label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  public Sketch defect(String words) {
    defect = words;
    return this;
  }

  /** Its region. */
  public RegionView region() {
    return new RegionView(
        region,
        region.substring(0, region.indexOf(':')),
        location,
        country,
        concurrency,
        null,
        null,
        Map.of(),
        null,
        grid,
        Map.copyOf(labels));
  }

  public DeploymentView view(Loads loads) {
    var place = region();
    return new DeploymentView(
        id,
        place,
        new Target(id, region, "address", memoryMb, null, null, null),
        memoryMb,
        vcpu,
        architecture,
        accelerator,
        isolation,
        price == null ? null : price.at(new Size(memoryMb, vcpu, null)).orElseThrow(),
        usd,
        grams,
        loads.of(id, region, concurrency),
        defect);
  }

  /** The function of a spec at these places. */
  public static FunctionView function(FunctionSpec spec, Loads loads, List<Sketch> places) {
    return new FunctionView(
        spec,
        places.stream().map(place -> place.view(loads)).toList(),
        Set.copyOf(spec.getRetry().getOn()));
  }

  /** A spec that minimises one objective. */
  public static FunctionSpec.Builder minimize(String objective) {
    return spec(
        Policy.newBuilder().setKind(PolicyKind.MINIMIZE).setWeights(Map.of(objective, 1.0)));
  }

  public static FunctionSpec.Builder spec(Policy.Builder policy) {
    return FunctionSpec.newBuilder().setName("resize").setPolicy(policy.build());
  }
}
