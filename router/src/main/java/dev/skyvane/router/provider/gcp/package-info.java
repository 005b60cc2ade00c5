/**
 * Calls Google's functions over HTTP: Cloud Run services, Cloud Run functions and Cloud Functions
 * of the 1st generation, as {@link dev.skyvane.router.provider.web} says. Functions that take
 * CloudEvents are called by the deployment's {@code call.format}.
 *
 * <p><b>Authentication.</b> {@code auth: google-id-token}: an OpenID Connect token of the
 * credentials' account, whose audience is the service's or function's own URL ({@link
 * dev.skyvane.router.provider.gcp.Audience}) or follows, as in {@code google-id-token:AUDIENCE}.
 * Without {@code auth} the function is called as a public one.
 *
 * <p><b>Credentials</b> of the caller's tenant or of the region are a reference to JSON: a service
 * account's key, or the configuration of a workload identity (type {@code external_account}) that
 * names a service account to impersonate. Without a reference Google's default chain is used
 * ({@code GOOGLE_APPLICATION_CREDENTIALS}, then the metadata server); in a region with an endpoint
 * instead the endpoint's own metadata server, so that no real token goes to an emulator. The least
 * permission is {@code roles/run.invoker} (1st generation: {@code roles/cloudfunctions.invoker}) on
 * the function. Tokens live an hour, are shared by all calls of an audience, and renewed ahead; the
 * reference is read again at each renewal.
 *
 * <p><b>Answer.</b> The pages of Google's front end are told from functions' own answers: its 404
 * is an unknown function, its 500 unavailable; a function's own 404 is its error.
 *
 * <p><b>Metering.</b> Google tells neither duration nor memory nor cold starts to the caller: they
 * are taken from headers or fields that the function itself adds, else estimated from the in-flight
 * time.
 *
 * <p><b>Threading, failure.</b> As in {@link dev.skyvane.router.provider.web}; tokens are fetched
 * on virtual threads. <b>Settings.</b> {@link dev.skyvane.router.provider.net.ConnectionSettings}
 * below {@code provider.gcp.}.
 */
@NullMarked
package dev.skyvane.router.provider.gcp;

import org.jspecify.annotations.NullMarked;
