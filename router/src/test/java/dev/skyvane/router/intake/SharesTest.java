package dev.skyvane.router.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final int MOST = 8;
  private static final int COMPANY = 20;

  private final Shares shares = new Shares(MOST, COMPANY);

  @Test
  void aFunctionThatIsAloneMayHaveAll() {
    arrive("mail", 10 * COMPANY);
    assertEquals(10 * COMPANY, shares.held("mail"));
    assertFalse(shares.exceeded("mail"));
  }

  @Test
  void aFunctionInCompanyMayHaveItsShare() {
    arrive("bill", 1);
    arrive("mail", MOST);
    assertFalse(shares.exceeded("mail"), "exactly its share");
    arrive("mail", 1);
    assertTrue(shares.exceeded("mail"));
    assertFalse(shares.exceeded("bill"));
    shares.give("mail");
    assertFalse(shares.exceeded("mail"));
  }

  /** Also where the newcomer's invocations are gone again: more of them are to be expected. */
  @Test
  void companyEndsAfterSoManyArrivals() {
    arrive("bill", 1);
    shares.give("bill");
    arrive("mail", COMPANY);
    assertTrue(shares.exceeded("mail"), "bill was among the last arrivals");
    arrive("mail", 1);
    assertFalse(shares.exceeded("mail"), "alone again");
    arrive("bill", 1);
    assertTrue(shares.exceeded("mail"), "in company again");
  }

  /** What is fetched back was there before: it says nothing about who comes now. */
  @Test
  void whatIsFetchedBackIsNoCompany() {
    arrive("mail", MOST + 1);
    shares.take("bill");
    assertEquals(1, shares.held("bill"));
    assertFalse(shares.exceeded("mail"));
  }

  /** Fetching back begins well below the share, so that it does not stop with each arrival. */
  @Test
  void roomIsLeftBetweenFetchingBackAndTheShare() {
    arrive("mail", 5);
    assertTrue(shares.roomFor("mail"));
    shares.take("mail");
    assertFalse(shares.roomFor("mail"), "three quarters of its share");
    arrive("bill", 1);
    shares.take("mail");
    shares.take("mail");
    assertFalse(shares.exceeded("mail"), "neither more nor less");
    assertFalse(shares.roomFor("mail"));
    shares.give("mail");
    shares.give("mail");
    assertFalse(shares.roomFor("mail"));
    shares.give("mail");
    assertTrue(shares.roomFor("mail"));
    assertTrue(shares.roomFor("never seen"));
  }

  @Test
  void whatIsNotHeldIsNotGivenBack() {
    shares.give("mail");
    assertEquals(0, shares.held("mail"));
    shares.take("mail");
    assertEquals(1, shares.held("mail"));
  }

  /** Against the list of arrivals, read back each time. */
  @Test
  void agreesWithTheListOfArrivals() {
    var random = Seed.fresh().generator();
    for (int round = 0; round < 200; round++) {
      int most = 1 + random.nextInt(10);
      int company = random.nextInt(30);
      int functions = 1 + random.nextInt(4);
      int loud = random.nextInt(100);
      var tested = new Shares(most, company);
      var arrivals = new ArrayList<String>();
      var held = new HashMap<String, Integer>();
      for (int step = 0; step < 300; step++) {
        var function = "f" + (random.nextInt(100) < loud ? 0 : random.nextInt(functions));
        switch (random.nextInt(5)) {
          case 0 -> {
            tested.take(function);
            held.merge(function, 1, Integer::sum);
          }
          case 1 -> {
            tested.give(function);
            held.computeIfPresent(function, (_, count) -> Math.max(0, count - 1));
          }
          default -> {
            tested.arrive(function);
            arrivals.add(function);
            held.merge(function, 1, Integer::sum);
          }
        }
        for (int i = 0; i < functions; i++) {
          var each = "f" + i;
          int has = held.getOrDefault(each, 0);
          assertEquals(has, tested.held(each));
          assertEquals(
              has > most && inCompany(each, arrivals, company), tested.exceeded(each), each);
        }
      }
    }
  }

  /**
   * The other's last arrival counts while no more than {@code company} came behind it: the last
   * {@code company + 1} arrivals.
   */
  private static boolean inCompany(String function, List<String> arrivals, int company) {
    return arrivals.subList(Math.max(0, arrivals.size() - company - 1), arrivals.size()).stream()
        .anyMatch(other -> !other.equals(function));
  }

  private void arrive(String function, int times) {
    for (int i = 0; i < times; i++) {
      shares.arrive(function);
    }
  }
}
