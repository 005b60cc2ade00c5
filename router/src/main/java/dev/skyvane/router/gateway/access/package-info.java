/**
 * Who calls over HTTP, and what they may do: API keys and passwords from a file that holds only
 * their hashes, and tokens of an OpenID Connect issuer.
 *
 * <p><b>Threading.</b> {@link dev.skyvane.router.gateway.access.Access} answers on the caller's
 * event loop; what takes long (hashes of passwords, an issuer's keys) runs on two threads of its
 * own, behind a bounded queue. <b>Failure.</b> Whoever can't be told is not admitted. A file that
 * can't be read stops the start; one that becomes unreadable later is logged, and who was known
 * stays known. No credential is logged or kept: only hashes are.
 */
@NullMarked
package dev.skyvane.router.gateway.access;

import org.jspecify.annotations.NullMarked;
