package dev.skyvane.standalone.demo;

import java.util.List;

/** Where the callers are: cities by their coordinates in degrees, and regions by name. */
final class Origins {
  static final List<String> ALL =
      List.of(
          "59.33,18.07", // Stockholm
          "aws:eu-west-2", // London
          "40.42,-3.70", // Madrid
          "eu-central-1", // Frankfurt
          "52.23,21.01", // Warsaw
          "40.71,-74.01", // New York
          "us-east-2", // Ohio
          "us-west-1", // Northern California
          "19.43,-99.13", // Mexico City
          "sa-east-1", // São Paulo
          "-33.92,18.42", // Cape Town
          "25.20,55.27", // Dubai
          "ap-south-1", // Mumbai
          "1.35,103.82", // Singapore
          "35.68,139.69", // Tokyo
          "ap-southeast-2"); // Sydney

  private Origins() {}
}
