package dev.skyvane.router.observe;

/** The catalogue of the router's meters; their page is generated from it. */
public enum Meter {
  RECEIVED("skyvane.router.invocations.received", "records", "Records read from input topics."),
  REPLIES("skyvane.router.replies", "records", "Replies acknowledged; tag status."),
  DEAD_LETTERS("skyvane.router.dead.letters", "records", "Dead letters acknowledged; tag reason."),
  WRITES_DELAYED(
      "skyvane.router.writes.delayed", "writes", "Terminal records that had to be written again."),
  OUTCOMES_LOST("skyvane.router.outcomes.lost", "records", "Outcomes that Kafka refused for good."),
  ATTEMPT_TIME(
      "skyvane.router.attempt.time", "seconds", "From request to answer; tags provider, status."),
  QUEUE_TIME("skyvane.router.queue.time", "seconds", "From append of a record to its attempt."),
  DISPATCH_TIME(
      "skyvane.router.dispatch.time",
      "seconds",
      "From poll of a record to its request written, of those that waited for nothing between."),
  WAITING("skyvane.router.waiting", "invocations", "Invocations waiting for a place at a limit."),
  PARKED("skyvane.router.parked", "invocations", "Invocations parked outside of their windows."),
  IN_FLIGHT("skyvane.router.in.flight", "attempts", "Attempts in flight."),
  STALLED(
      "skyvane.router.partitions.stalled",
      "partitions",
      "Partitions that have work and have not got on for watchdog.stall.ms."),
  HELD_BYTES("skyvane.router.held.bytes", "bytes", "Bytes of records held."),
  LATE_ANSWERS(
      "skyvane.router.answers.late", "answers", "Answers that came after their attempt had ended."),
  EJECTIONS(
      "skyvane.router.ejections",
      "ejections",
      "Bans of deployments that failed several times in a row; tag deployment."),
  NOT_LIVE(
      "skyvane.router.deployments.not.live",
      "deployments",
      "Deployments that are ejected, or ramp back after it."),
  RETRIES_REFUSED(
      "skyvane.router.retries.refused",
      "retries",
      "Retries put off because the function's retry budget was spent; tag function."),
  PROBES(
      "skyvane.router.probes",
      "calls",
      "Calls of the router's own that keep measurements fresh; tag deployment."),
  GATEWAY_TIME(
      "skyvane.router.gateway.time",
      "seconds",
      "From a call over HTTP to its answer; tags kind (sync, async, direct), status."),
  GATEWAY_PENDING(
      "skyvane.router.gateway.pending", "calls", "Calls over HTTP that wait for their answer."),
  GATEWAY_HELD_BYTES(
      "skyvane.router.gateway.held.bytes",
      "bytes",
      "Payloads of calls over HTTP that Kafka does not have yet."),
  GATEWAY_CALLBACKS(
      "skyvane.router.gateway.callbacks",
      "replies",
      "Replies that were called back, or given up; tag result."),
  GATEWAY_LATE(
      "skyvane.router.gateway.replies.late",
      "replies",
      "Replies to calls over HTTP that had ended before, by their deadline or their caller."),
  ROUTERS(
      "skyvane.router.routers",
      "routers",
      "Routers that share the limits of regions, as this one hears them, itself included."),
  LIMIT_SHARE(
      "skyvane.router.limit.share",
      "calls",
      "Most calls at one time that this router may make in a region; tag region."),
  LIVE_RESTORE(
      "skyvane.router.live.restore",
      "seconds",
      "From the start until all that was measured before counts; 0 until then."),
  ID_CONFLICTS(
      "skyvane.router.id.conflicts",
      "routers",
      "Running routers that have this one's router.id too; each needs its own.");

  private final String id;
  private final String unit;
  private final String doc;

  Meter(String id, String unit, String doc) {
    this.id = id;
    this.unit = unit;
    this.doc = doc;
  }

  /** Name in Micrometer's dotted form. */
  public String id() {
    return id;
  }

  /** What is counted, or the unit of time. */
  public String unit() {
    return unit;
  }

  /** What it says. */
  public String doc() {
    return doc;
  }
}
