package dev.skyvane.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rough box around the places of a country where a region may lie, in whole degrees. */
record CountryBox(String country, int south, int north, int west, int east) {

  private static final Map<String, CountryBox> BOXES =
      Stream.of(
              "AE 22 27 51 57",
              "AT 46 50 9 18",
              "AU -44 -10 112 154",
              "BE 49 52 2 7",
              "BH 25 27 50 51",
              "BR -34 6 -74 -34",
              "CA 42 70 -141 -52",
              "CH 45 48 5 11",
              "CL -56 -17 -76 -66",
              "CN 18 54 73 135",
              "DE 47 56 5 16",
              "DK 54 58 8 16",
              "ES 35 44 -10 5",
              "FI 59 71 19 32",
              "FR 41 52 -5 10",
              "GB 49 61 -9 2",
              "HK 22 23 113 115",
              "ID -11 6 95 141",
              "IE 51 56 -11 -5",
              "IL 29 34 34 36",
              "IN 6 36 68 98",
              "IT 35 48 6 19",
              "JP 24 46 122 146",
              "KR 33 39 124 132",
              "MX 14 33 -118 -86",
              "MY 0 8 99 120",
              "NL 50 54 3 8",
              "NO 57 72 4 32",
              "NZ -48 -34 166 179",
              "PL 49 55 14 25",
              "QA 24 27 50 52",
              "SA 16 33 34 56",
              "SE 55 70 10 25",
              "SG 1 2 103 105",
              "TH 5 21 97 106",
              "TW 21 26 119 123",
              "US 24 50 -125 -66",
              "ZA -35 -22 16 33")
          .map(line -> List.of(line.split(" ")))
          .collect(Collectors.toMap(List::getFirst, CountryBox::of));

  static CountryBox of(String country) {
    if (!List.of(Locale.getISOCountries()).contains(country)) {
      throw new AssertionError(country + " is no ISO 3166-1 alpha-2 code");
    }
    var box = BOXES.get(country);
    if (box == null) {
      throw new AssertionError("no box for " + country + "; add one");
    }
    return box;
  }

  boolean contains(Coordinates place) {
    return place.latitude() >= south
        && place.latitude() <= north
        && place.longitude() >= west
        && place.longitude() <= east;
  }

  private static CountryBox of(List<String> parts) {
    return new CountryBox(
        parts.get(0),
        Integer.parseInt(parts.get(1)),
        Integer.parseInt(parts.get(2)),
        Integer.parseInt(parts.get(3)),
        Integer.parseInt(parts.get(4)));
  }
}
