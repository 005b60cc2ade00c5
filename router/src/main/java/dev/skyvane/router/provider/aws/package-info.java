/** An adapter. */
package dev.skyvane.router.provider.aws;
