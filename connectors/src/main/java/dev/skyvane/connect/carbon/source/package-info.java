/**
 * Where readings of carbon intensity come from. A further source is one class: it implements {@link
 * dev.skyvane.connect.carbon.source.CarbonSource}, and is named in {@code
 * META-INF/services/dev.skyvane.connect.carbon.source.CarbonSource} of its jar.
 *
 * <p><b>Threading.</b> A source is opened, read and closed by one thread, and may block up to its
 * timeout. <b>Order.</b> Readings of a zone come in the order of the times they speak of.
 * <b>Failure.</b> What a source can't tell is an {@link dev.skyvane.connect.carbon.source.Answer},
 * never an exception and never another zone's or another source's reading. Wrong settings end the
 * start, with a message that names the key.
 */
@NullMarked
package dev.skyvane.connect.carbon.source;

import org.jspecify.annotations.NullMarked;
