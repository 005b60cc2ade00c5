/**
 * Calls functions on AWS Lambda by its Invoke API, synchronously ({@code RequestResponse}), with
 * the AWS SDK for Java 2.
 *
 * <p><b>Address.</b> A function's ARN, {@code ACCOUNT:function:NAME}, or its name, each with or
 * without {@code :QUALIFIER} (a version or an alias). An ARN's region must be the deployment's.
 * Where the region has an endpoint (an emulated cloud) it takes the place of AWS's own.
 *
 * <p><b>Credentials.</b> Without a reference, the SDK's default chain (environment, profile,
 * container, instance); with an endpoint and without a reference, fixed dummy keys, so that no real
 * ones go to an emulator. {@code env:NAME} names a variable whose value is a profile of the shared
 * configuration files; {@code file:NAME} is a file in the format of the shared credentials file,
 * whose {@code default} profile is used. Profiles that assume a role, and web identities, need the
 * SDK's {@code sts} module on the class path. References are read again every minute, so rotated
 * keys are seen. The least IAM permission is {@code lambda:InvokeFunction} on the functions called.
 *
 * <p><b>Payload.</b> Lambda takes and gives JSON only. A payload without a content type, or whose
 * type is JSON ({@code application/json}, {@code +json}), is sent as it is. Anything else is
 * wrapped in the shape of an API Gateway event of payload format 2.0:
 *
 * <pre>{@code
 * {"version":"2.0","isBase64Encoded":true,"body":"BASE64","headers":{"content-type":"image/png"}}
 * }</pre>
 *
 * An answer in that shape's response, {@code {"statusCode":200,"isBase64Encoded":true,"body":"...",
 * "headers":{...}}}, is unwrapped to its body and content type (a status of 400 and above is the
 * function's error); it is taken for one if it has {@code isBase64Encoded} and {@code body} and no
 * field that the shape doesn't know. Every other answer is {@code application/json} as it is.
 *
 * <p><b>What the function sees.</b> The custom part of the client context carries {@code
 * skyvane-invocation-id} (the idempotency key), {@code skyvane-attempt-id}, {@code
 * skyvane-attempt}, {@code traceparent} and the other attributes. To an endpoint of a region the
 * same, and {@code skyvane-vantage}, are also sent as headers.
 *
 * <p><b>Limits.</b> 6 MiB of JSON each way, AWS's own for synchronous calls; a larger payload is
 * refused before it is sent. The client context holds 3,583 bytes of base64: trace attributes are
 * left out if they don't fit.
 *
 * <p><b>Metering.</b> From the log tail's {@code REPORT} line, or {@code platform.report} where the
 * function logs JSON.
 *
 * <p><b>HTTP client.</b> {@link dev.skyvane.router.provider.aws.VertxSdkHttpClient} bridges the SDK
 * to Vert.x's client. The SDK's Netty client brings another Netty (4.1 beside Vert.x's 4.2); the
 * ready-made bridge io.reactiverse:aws-sdk exists for Vert.x 4 only; the CRT client adds about 20
 * MB of native code and threads of its own; the Apache client needs a thread per call. The bridge
 * is small, shares Vert.x's loops and has one pool per adapter.
 *
 * <p><b>Threading.</b> Nothing blocks the caller: credentials and clients are made on virtual
 * threads, and calls of large payloads are signed there; the rest runs on the caller's loop.
 * <b>Failure.</b> The SDK's retries are off, retries are the dispatcher's. <b>Settings.</b> {@link
 * dev.skyvane.router.provider.net.ConnectionSettings} below {@code provider.aws.}.
 */
package dev.skyvane.router.provider.aws;
