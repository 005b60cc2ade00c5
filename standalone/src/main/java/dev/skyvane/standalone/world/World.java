package dev.skyvane.standalone.world;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.CloudService;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.FunctionOptions;
import dev.skyvane.emulator.FunctionOptions.Access;
import dev.skyvane.emulator.Ledger;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Emulated clouds: the 19 AWS regions of Cordingly et al., "Towards Federated Serverless Computing"
 * (IC2E 2023), Table II; regions of Google Cloud Run, Azure Functions and OpenFaaS; and three
 * regions of one's own, which the router calls over plain HTTP.
 */
public final class World implements AutoCloseable {
  /** Architecture of every deployment. */
  public static final String ARCHITECTURE = "x86_64";

  /** Memory of every deployment, in MB. */
  public static final int MEMORY_MB = 512;

  /** The functions that every region has, by name. */
  public static final Map<String, SampleFunction> FUNCTIONS =
      Map.of(
          "resize", SampleFunction.RESIZE,
          "bag-of-words", SampleFunction.BAG_OF_WORDS,
          "alu", SampleFunction.ALU,
          "sleepy", SampleFunction.SLEEPY);

  private static final List<Site> SITES =
      Stream.concat(
              Stream.of(
                      "ap-east-1",
                      "ap-northeast-1",
                      "ap-northeast-2",
                      "ap-northeast-3",
                      "ap-south-1",
                      "ap-southeast-1",
                      "ap-southeast-2",
                      "eu-central-1",
                      "eu-north-1",
                      "eu-south-1",
                      "eu-west-1",
                      "eu-west-2",
                      "eu-west-3",
                      "ca-central-1",
                      "sa-east-1",
                      "us-east-1",
                      "us-east-2",
                      "us-west-1",
                      "us-west-2")
                  .map(name -> new Site.Known("aws:" + name)),
              Stream.of(
                  own("gcp:europe-west1", 50.45, 3.82, "BE", "BE", Offer.cloudRun()),
                  own("gcp:europe-north1", 60.57, 27.20, "FI", "FI", Offer.cloudRun()),
                  own("gcp:us-central1", 41.26, -95.86, "US", "US-MIDW-MISO", Offer.cloudRun()),
                  own("gcp:asia-northeast1", 35.68, 139.69, "JP", "JP-TK", Offer.cloudRun()),
                  own("azure:eastus", 39.04, -77.49, "US", "US-MIDA-PJM", Offer.azureFunctions()),
                  own(
                      "openfaas:montreal",
                      45.50,
                      -73.57,
                      "CA",
                      "CA-QC",
                      Offer.openFaas("0.000054")),
                  own("openfaas:london", 51.51, -0.13, "GB", "GB", Offer.openFaas("0.000058")),
                  own(
                      "http:oslo",
                      59.91,
                      10.75,
                      "NO",
                      "NO-NO1",
                      Offer.http("0.00000018", "0.0000162")),
                  own(
                      "http:warsaw",
                      52.23,
                      21.01,
                      "PL",
                      "PL",
                      Offer.http("0.00000015", "0.0000141")),
                  own(
                      "http:austin",
                      30.27,
                      -97.74,
                      "US",
                      "US-TEX-ERCO",
                      Offer.http("0.00000015", "0.0000138"))))
          .map(Site.class::cast)
          .toList();

  private final CloudEmulator emulator;
  private final Set<String> gridZones;

  private World(CloudEmulator emulator, Set<String> gridZones) {
    this.emulator = emulator;
    this.gridZones = Set.copyOf(gridZones);
  }

  private static Site own(
      String id, double latitude, double longitude, String country, String zone, Offer offer) {
    return new Site.Own(id, new Coordinates(latitude, longitude), country, zone, offer);
  }

  /**
   * Mean execution time of a function in most regions, in ms; where the memory comes with more of a
   * processor than at AWS it is less.
   */
  public static double expectedMs(String function) {
    var body = FUNCTIONS.get(function);
    if (body == null) {
      throw new IllegalArgumentException("the world has no function " + function);
    }
    return body.serviceMs(MEMORY_MB);
  }

  /** Ids of the regions that the catalog knows. */
  public static List<String> known() {
    return SITES.stream().filter(Site.Known.class::isInstance).map(Site::id).toList();
  }

  /** Number of regions, each of which listens on a port. */
  public static int size() {
    return SITES.size();
  }

  /**
   * Starts every region with its functions.
   *
   * @param firstPort port of the first region; 0 takes free ones
   * @param seed seed of network jitter, service times and cold starts
   */
  public static World start(Catalog catalog, int firstPort, long seed) {
    var options =
        EmulatorOptions.of(SITES.stream().map(site -> site.emulated(catalog)).toList())
            .withFirstPort(firstPort)
            .withSeed(seed);
    var emulator = CloudEmulator.start(options);
    for (var region : emulator.regions()) {
      FUNCTIONS.forEach(
          (name, body) ->
              region.deploy(FunctionOptions.of(name, MEMORY_MB, body).withAccess(Access.PUBLIC)));
    }
    var zones =
        SITES.stream().flatMap(site -> site.gridZone(catalog).stream()).collect(Collectors.toSet());
    return new World(emulator, zones);
  }

  /** Zones of the grids that the regions draw on, as far as they are known. */
  public Set<String> gridZones() {
    return gridZones;
  }

  /** What the router is told of the regions, by their ids. */
  public Map<String, RegionSpec> regions() {
    return SITES.stream()
        .collect(
            Collectors.toMap(Site::id, site -> site.spec(emulator.region(site.id()).endpoint())));
  }

  /**
   * A function in every region; the ids are not filled in.
   *
   * @param name one of {@link #FUNCTIONS}
   */
  public List<Deployment> deployments(String name) {
    return emulator.regions().stream()
        .map(
            region ->
                Deployment.newBuilder()
                    .setRegion(region.id())
                    .setAddress(region.address(name))
                    .setMemoryMb(MEMORY_MB)
                    .setVcpu(
                        region.id().startsWith("aws:")
                            ? null
                            : (Double) region.options().service().vcpu(MEMORY_MB))
                    .setArchitecture(ARCHITECTURE)
                    .build())
        .toList();
  }

  /** The regions' own accounts of the calls, by region. */
  public Map<String, Ledger> ledgers() {
    return emulator.regions().stream()
        .collect(Collectors.toMap(EmulatedRegion::id, EmulatedRegion::ledger));
  }

  /** What a region is emulated as. */
  public CloudService service(String region) {
    return emulator.region(region).options().service();
  }

  /**
   * Whether the answers of a region tell what was metered, so that receipts can say to the cent
   * what the region charges.
   */
  public boolean tellsMetering(String region) {
    return service(region).tellsMetering();
  }

  /**
   * Makes a region slower.
   *
   * @param addedMs to the execution of every call that arrives from now on, in ms; 0: no longer
   */
  public void slow(String region, double addedMs) {
    emulator.region(region).faults().change(faults -> faults.withSlowdownMs(addedMs));
  }

  /** Where the first region listens, if it does on a port of our choice. */
  public Optional<String> address() {
    return emulator.regions().stream().findFirst().map(region -> region.endpoint().toString());
  }

  @Override
  public void close() {
    emulator.close();
  }
}
