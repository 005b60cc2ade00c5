package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.Deployment;
import java.util.List;

/** The keys of a deployment. */
final class DeploymentKeys {
  static final ScalarKind<String> ARCHITECTURE = ScalarKind.words("x86_64", "arm64");

  static final ScalarKind<String> ACCELERATOR =
      ScalarKind.text(
          "an accelerator in lower-case letters, digits and '-', as in nvidia-l4",
          "[a-z0-9][a-z0-9-]{0,63}");

  static final ScalarKind<String> ISOLATION =
      ScalarKind.words("container", "gvisor", "firecracker");

  private static final String REFERENCE = "(env:[A-Za-z_][A-Za-z0-9_]*|file:[^\\s]+)";

  private static final ScalarKind<String> AUTH =
      ScalarKind.reference(
          "bearer, basic, function-key or header:FIELD, each alone or with a reference as in"
              + " bearer:env:NAME; or google-id-token, google-id-token:AUDIENCE, entra:SCOPE; never"
              + " the secret itself",
          "((bearer|basic|function-key|header:[A-Za-z0-9-]+)(:"
              + REFERENCE
              + ")?)|"
              + REFERENCE
              + "|google-id-token(:[^\\s]+)?|entra:[^\\s]+");

  private DeploymentKeys() {}

  static MapKind<Deployment> describe(RegionNames regions) {
    return new MapKind<>(
        "a deployment",
        () -> Deployment.newBuilder().build(),
        List.of(
            Key.required(
                "region",
                "Region, by its id (aws:eu-north-1) or its bare name where that is unique.",
                new RegionKind(regions),
                Deployment::getRegion,
                Deployment::setRegion),
            Key.optional(
                "memory",
                "Memory, as in 512MB; default 128MB.",
                Units.MEMORY_KIND,
                Deployment::getMemoryMb,
                Deployment::setMemoryMb),
            Key.optional(
                "vcpu",
                "Virtual processors, where the provider does not derive them from memory.",
                Units.positiveNumber("a number above 0, as in 0.333"),
                Deployment::getVcpu,
                Deployment::setVcpu),
            Key.optional(
                "arch",
                "Architecture; default x86_64.",
                ARCHITECTURE,
                Deployment::getArchitecture,
                Deployment::setArchitecture),
            Key.optional(
                "product",
                "Product whose prices and sizes hold, where it is not the provider's usual one.",
                ScalarKind.words("gcp-functions-1st-gen"),
                Deployment::getProduct,
                Deployment::setProduct),
            Key.optional(
                "accelerator",
                "Accelerator, as in nvidia-l4.",
                ACCELERATOR,
                Deployment::getAccelerator,
                Deployment::setAccelerator),
            Key.optional(
                "isolation",
                "Isolation class; default firecracker for aws, unknown for others.",
                ISOLATION,
                Deployment::getIsolation,
                Deployment::setIsolation),
            Key.required(
                "address",
                "What reaches it: an ARN or a function name (aws), a function name or a URL (openfaas), a URL (others).",
                ScalarKind.text("an ARN, a function name or a URL", "[^\\s]{1,2048}"),
                Deployment::getAddress,
                Deployment::setAddress),
            Key.optional(
                "auth",
                "How the call says who is calling: a scheme, alone or with a reference; never a"
                    + " secret. Alone, the secret is the tenant's or region's credentials.",
                AUTH,
                Deployment::getAuth,
                Deployment::setAuth),
            Key.optional(
                "call",
                "How it wants to be called where its provider speaks HTTP.",
                HttpCallKeys.describe(),
                Deployment::getCall,
                Deployment::setCall),
            Key.optional(
                "labels",
                "Free labels.",
                TableKind.labels(),
                Deployment::getLabels,
                Deployment::setLabels)));
  }
}
