package dev.skyvane.router.provider.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.provider.web.Authentication.UnavailableException;
import dev.skyvane.router.provider.web.TokenCache.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

  private final ArrayDeque<Runnable> handed = new ArrayDeque<>();
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private int issued;
  private boolean down;
  private final TokenCache<String> cache =
      new TokenCache<>(
          key -> {
            if (down) {
              throw new UnavailableException("down");
            }
            return new Token(key + ++issued, now.plus(Duration.ofHours(1)));
          },
          handed::add,
          () -> now);

  @Test
  void manyWaitForOneLookUp() {
    var first = cache.get("a");
    var second = cache.get("a");
    assertFalse(first.isDone());
    assertEquals(1, handed.size());
    work();
    assertEquals("a1", first.join());
    assertEquals("a1", second.join());
    assertEquals("a1", cache.get("a").join());
    assertEquals(1, issued);
  }

  @Test
  void oneWhoGivesUpTakesNobodyAlong() {
    var first = cache.get("a");
    var second = cache.get("a");
    first.cancel(true);
    work();
    assertEquals("a1", second.join());
  }

  @Test
  void isRenewedAheadWhileTheOldOneIsUsed() {
    had("a");
    now = now.plus(Duration.ofMinutes(54));
    assertEquals("a1", cache.get("a").join());
    assertTrue(handed.isEmpty());
    now = now.plus(Duration.ofMinutes(1));
    assertEquals("a1", cache.get("a").join());
    assertEquals("a1", cache.get("a").join());
    assertEquals(1, handed.size());
    work();
    assertEquals("a2", cache.get("a").join());
  }

  @Test
  void aFailedRenewalKeepsTheOldOneWhileItIsGood() {
    had("a");
    down = true;
    now = now.plus(Duration.ofMinutes(56));
    assertEquals("a1", cache.get("a").join());
    work();
    assertEquals("a1", cache.get("a").join());
    assertTrue(handed.isEmpty(), "tried again at once");
    now = now.plus(Duration.ofSeconds(1));
    assertEquals("a1", cache.get("a").join());
    assertEquals(1, handed.size());
    work();
    now = now.plus(Duration.ofMinutes(5));
    var late = cache.get("a");
    work();
    assertFails(late);
    assertFails(cache.get("a"));
    down = false;
    now = now.plus(Duration.ofSeconds(1));
    assertEquals("a2", had("a"));
  }

  @Test
  void aRefusedOneGoesUnlessItIsNew() {
    had("a");
    cache.refused("a");
    assertEquals("a1", cache.get("a").join());
    now = now.plus(Duration.ofSeconds(11));
    cache.refused("a");
    assertEquals("a2", had("a"));
    cache.refused("unheard of");
  }

  @Test
  void keysAreApart() {
    assertEquals("a1", had("a"));
    assertEquals("b2", had("b"));
    assertEquals("a1", cache.get("a").join());
  }

  @Test
  void aLibraryThatLacksAPartFailsTheCall() {
    var broken =
        new TokenCache<String>(
            key -> {
              throw new NoClassDefFoundError(key);
            },
            Runnable::run,
            () -> now);
    assertFails(broken.get("a"));
  }

  @Test
  void anExecutorThatIsClosedFailsTheCall() {
    var closed =
        new TokenCache<String>(
            key -> new Token(key, now.plusSeconds(1)),
            _ -> {
              throw new java.util.concurrent.RejectedExecutionException();
            },
            () -> now);
    assertFails(closed.get("a"));
  }

  @Test
  void aTokenDoesNotShowInItsText() {
    assertFalse(new Token("s3cr3t", now).toString().contains("s3cr3t"));
  }

  private static void assertFails(CompletableFuture<String> token) {
    assertInstanceOf(
        UnavailableException.class,
        assertThrows(CompletionException.class, token::join).getCause());
  }

  private String had(String key) {
    var token = cache.get(key);
    work();
    return token.join();
  }

  private void work() {
    while (!handed.isEmpty()) {
      handed.remove().run();
    }
  }
}
