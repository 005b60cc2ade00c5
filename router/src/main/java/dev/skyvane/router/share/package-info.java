/**
 * Limits shared between routers (DELIVERY 19): each may use a part of every limit, and the parts
 * together are never more than the limit.
 *
 * <p><b>Words.</b> Every 500 ms, and 100 ms after its last word where its shares changed, a router
 * writes to the {@code router-load} topic how many calls it wants, has, and <em>claims</em> at each
 * limit. The topic has one partition, so all read the same words in the same order.
 *
 * <p><b>Shares.</b> Each router derives the same split of each limit from the demands that were
 * read last ({@code FairSplit}). It shrinks to its share at once. It grows in two steps: it claims
 * what the others' claims leave, and uses that when it has read its own claim back and the others'
 * claims before it leave it still. Of two that claim the same places the first in the topic has
 * them.
 *
 * <p><b>Promise.</b> What a router has in flight is never more than the least of its claims that
 * others may know, and nobody grows beyond what the others claim; so the calls in flight of all
 * routers together stay within the limit whatever the delays between them, while every router hears
 * the others at least once in 3 s. A router alone has the whole limit. Where there are fewer places
 * than routers, those that want one have it in turn.
 *
 * <p><b>Coming and going.</b> A router that starts has no place; within some 100 ms the others make
 * room for it, and it reads no invocation before it has read its own first claim. One that closes
 * with nothing in flight says so by a tombstone; otherwise it counts until it was silent for 3 s.
 *
 * <p><b>Failure.</b> Silence is measured by one's own words that were read back meanwhile, so
 * nobody expires for a reader that is cut off, paused or behind. While the brokers do not answer,
 * each keeps its shares and goes on: with all of them cut off the sum stays within the limit. A
 * router that is cut off alone loses its shares to the others after 3 s; what it still holds it may
 * run beside them, at most its last share, and since it can neither read nor answer invocations
 * that ends by itself. When it hears of the others again it first gives up what they have claimed.
 * A reader that can't go on ends the router.
 *
 * <p><b>Same id.</b> Each start of a router has an instance of its own, so two routers of one
 * {@code router.id} count as two. Each notices the other, logs {@code event=router-id-not-unique}
 * and counts {@code skyvane.router.id.conflicts}; only when one of them closes may the limit be
 * exceeded until the other's next word. Words of its own id that were there before a router started
 * are those of an earlier life, and do not count.
 *
 * <p><b>Threading.</b> One thread reads, decides and writes; no event loop waits for it.
 */
package dev.skyvane.router.share;
