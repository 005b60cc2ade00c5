package dev.skyvane.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.CloudService;
import dev.skyvane.standalone.demo.Account.Meter;
import dev.skyvane.standalone.demo.LiveTables.BillLine;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BillTest {
  private static final List<BillLine> LINES =
      List.of(
          line("list", "aws:a", "f", 2, "0.0004"),
          line("list", "aws:b", "g", 1, "0.0001"),
          line("free-tier", "aws:a", "f", 0, "-0.0004"),
          line("volume", "aws:b", "g", 0, "-0.00004"),
          line("fee", "aws:b", "g", 0, "0.00001"),
          line("data-out", "aws:b", "g", 1, "9"),
          line("list", "aws:a", "of somebody else", 8, "7"),
          line("list", "gcp:a", "g", 3, "0.0006"));

  private final Bill bill =
      Bill.of(
          LINES,
          Set.of("f", "g"),
          region -> region.startsWith("aws") ? CloudService.AWS_LAMBDA : CloudService.CLOUD_RUN);

  @Test
  void sumsTheLinesOfTheDemosFunctions() {
    assertEquals(6, bill.runs());
    var told = bill.sum(true);
    assertEquals(3, told.runs());
    assertEquals(new BigDecimal("0.0005"), told.list());
    assertEquals(new BigDecimal("-0.00044"), told.credits());
    assertEquals(new BigDecimal("0.00007"), told.toPay());
    assertEquals(new BigDecimal("0.0006"), bill.sum(false).list());
  }

  @Test
  void isComparedWhereTheCloudsTellWhatTheyMeter() {
    var account =
        new Account(
            6,
            Map.of(
                CloudService.AWS_LAMBDA,
                new Meter(3, new BigDecimal("0.00050")),
                CloudService.CLOUD_RUN,
                new Meter(3, new BigDecimal("0.0003"))));
    assertEquals(0, bill.difference(account).signum());
    var shown = bill.render(account);
    var lines = shown.lines().map(line -> line.replaceAll(" +", " ")).toList();
    assertEquals("AWS Lambda 3 0.0005 -0.00044 0.00007 0.00050 0 %", lines.get(1));
    assertEquals("Cloud Run * 3 0.0006 0 0.0006 0.0003 +100.00 %", lines.get(2));
    assertTrue(shown.lines().allMatch(line -> line.length() <= 100), shown);
    var less =
        new Account(3, Map.of(CloudService.AWS_LAMBDA, new Meter(3, new BigDecimal("0.0004"))));
    assertEquals(new BigDecimal("0.25"), bill.difference(less));
    assertEquals(BigDecimal.ONE, bill.difference(new Account(0, Map.of())));
  }

  private static BillLine line(
      String kind, String region, String function, long requests, String usd) {
    return new BillLine(kind, region, function, requests, new BigDecimal(usd));
  }
}
