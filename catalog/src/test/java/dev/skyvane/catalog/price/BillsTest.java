package dev.skyvane.catalog.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds every worked bill in {@code bills/}, to the last digit. */
class BillsTest {

  private static final Catalog CATALOG = Catalog.load();
  private static final int FEWEST_OF_A_PRODUCT = 20;

  private static final Pattern RUN =
      Pattern.compile("run (\\d+) x (\\S+) (\\S+) (\\S+) (\\S+) ms (\\d+) MB(?: used (\\d+) MB)?");
  private static final Pattern EGRESS = Pattern.compile("egress (\\S+) GB (\\S+) > (\\S+)");

  @TestFactory
  Stream<DynamicContainer> workedBills() {
    return Stream.of("aws", "azure", "gcp-1st-gen", "gcp-run")
        .map(
            name -> {
              List<Worked> bills = read(name + ".txt");
              return DynamicContainer.dynamicContainer(
                  name,
                  Stream.concat(
                      Stream.of(
                          DynamicTest.dynamicTest(
                              "there are enough",
                              () -> assertTrue(bills.size() >= FEWEST_OF_A_PRODUCT))),
                      bills.stream().map(bill -> DynamicTest.dynamicTest(bill.name, bill::hold))));
            });
  }

  private static List<Worked> read(String name) {
    try (var stream = CATALOG.getClass().getResourceAsStream("bills/" + name)) {
      var bills = new ArrayList<Worked>();
      Worked bill = null;
      for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        String text = line.strip();
        if (text.startsWith("bill ")) {
          bill = new Worked(text.substring("bill ".length()));
          bills.add(bill);
        } else if (!text.isEmpty() && !text.startsWith("#")) {
          bill.lines.add(text);
        }
      }
      return bills;
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private record Use(PriceList list, Usage usage) {}

  private static final class Worked {
    private final String name;
    private final List<String> lines = new ArrayList<>();

    Worked(String name) {
      this.name = name;
    }

    void hold() {
      var month = new MonthToDate();
      BigDecimal list = BigDecimal.ZERO;
      Optional<BigDecimal> marginal = Optional.of(BigDecimal.ZERO);
      for (String line : lines.subList(0, lines.size() - 2)) {
        Use use = use(line);
        list = list.add(use.list.listUsd(use.usage));
        var more = month.marginalUsd(use.list, use.usage);
        marginal = marginal.flatMap(sum -> more.map(sum::add));
        month.add(use.list, use.usage);
      }
      Bill bill = month.bill();
      BigDecimal wantedList = new BigDecimal(last(lines.size() - 2, "list "));
      String wantedTotal = last(lines.size() - 1, "total ");

      assertSame(wantedList, list, "sum of list prices");
      assertSame(wantedList, bill.listUsd(), "list lines of the bill");
      if (wantedTotal.equals("unknown")) {
        assertEquals(Optional.empty(), bill.totalUsd());
        assertEquals(Optional.empty(), marginal);
      } else {
        assertSame(new BigDecimal(wantedTotal), bill.totalUsd().orElseThrow(), "total");
        assertSame(new BigDecimal(wantedTotal), marginal.orElseThrow(), "sum of marginal prices");
      }
    }

    private String last(int index, String word) {
      assertTrue(lines.get(index).startsWith(word), lines.get(index));
      return lines.get(index).substring(word.length());
    }
  }

  private static Use use(String line) {
    var run = RUN.matcher(line);
    if (run.matches()) {
      return run(run.toMatchResult());
    }
    var egress = EGRESS.matcher(line);
    assertTrue(egress.matches(), line);
    String to = egress.group(3);
    PriceList list =
        (to.startsWith("internet")
                ? CATALOG
                    .egress()
                    .toInternet(
                        egress.group(2),
                        to.equals("internet") ? null : to.substring("internet/".length()))
                : CATALOG.egress().between(egress.group(2), to))
            .orElseThrow();
    return new Use(list, new Usage(Map.of(BilledUnit.EGRESS_GB, new BigDecimal(egress.group(1)))));
  }

  private static Use run(MatchResult run) {
    String product = run.group(4);
    PriceList list = CATALOG.priceBook().list(run.group(2), product, run.group(3)).orElseThrow();
    int memoryMb = Integer.parseInt(run.group(6));
    @Nullable Integer usedMb = run.group(7) == null ? null : Integer.valueOf(run.group(7));
    double durationMs = Double.parseDouble(run.group(5));
    RunPrice price = list.at(CATALOG.sizes().size(product, memoryMb, null)).orElseThrow();
    Usage one = price.usage(durationMs, usedMb);

    assertSame(list.listUsd(one), price.usd(durationMs, usedMb), "both ways to price a run");
    return new Use(list, one.times(Long.parseLong(run.group(1))));
  }

  private static void assertSame(BigDecimal wanted, BigDecimal found, String what) {
    assertEquals(
        0,
        wanted.compareTo(found),
        () -> what + ": " + wanted.toPlainString() + " by hand, " + found.toPlainString());
  }
}
