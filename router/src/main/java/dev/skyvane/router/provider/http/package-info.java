/** An adapter. */
package dev.skyvane.router.provider.http;
