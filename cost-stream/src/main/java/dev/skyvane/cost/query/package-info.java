/**
 * What can be asked of this service: windows of cost and carbon by region, deployment, function,
 * tenant and account; the dearest and dirtiest; what is free still; and bills.
 *
 * <p>Windows and free quantities are answered as they are counted, up to a commit ahead of what is
 * committed; bills only from what is. A function and a tenant have a part with each account that
 * pays for them: the parts are added up. <b>Threading.</b> Readers may run on any thread.
 * <b>Failure.</b> As {@link dev.skyvane.stream.query} says.
 */
@NullMarked
package dev.skyvane.cost.query;

import org.jspecify.annotations.NullMarked;
