package dev.skyvane.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a site under chaos looks like. Immutable. */
public final class Shape {
  private int routers = 2;
  private double perSecond;
  private Mix mix = Mix.USUAL;
  private Duration timeout = Duration.ofSeconds(8);
  private Duration deadline = Duration.ofSeconds(90);
  private Duration session = Duration.ofSeconds(20);
  private Duration commitInterval = Duration.ofMillis(200);
  private int limit = 24;
  private int payloadLimit = 64 * 1024;
  private boolean providersFail;
  private boolean proxied;
  private Promises promises = Promises.TODAY;
  private List<String> jvmFlags = List.of();
  private int heapMib = 160;
  private Map<String, String> settings = Map.of();

  private Shape(double perSecond) {
    this.perSecond = perSecond;
  }

  private Shape(Shape other) {
    this.routers = other.routers;
    this.perSecond = other.perSecond;
    this.mix = other.mix;
    this.timeout = other.timeout;
    this.deadline = other.deadline;
    this.session = other.session;
    this.commitInterval = other.commitInterval;
    this.limit = other.limit;
    this.payloadLimit = other.payloadLimit;
    this.providersFail = other.providersFail;
    this.proxied = other.proxied;
    this.promises = other.promises;
    this.jvmFlags = other.jvmFlags;
    this.heapMib = other.heapMib;
    this.settings = other.settings;
  }

  /** Two routers, the usual mix at so many invocations per second, providers that do not fail. */
  public static Shape of(double perSecond) {
    return new Shape(perSecond);
  }

  /** The same with so many router processes. */
  public Shape withRouters(int count) {
    var shape = new Shape(this);
    shape.routers = count;
    return shape;
  }

  /** The same with other invocations. */
  public Shape withMix(Mix other) {
    var shape = new Shape(this);
    shape.mix = other;
    return shape;
  }

  /** The same with another session: after that long without a sign of life a router is lost. */
  public Shape withSession(Duration other) {
    var shape = new Shape(this);
    shape.session = other;
    return shape;
  }

  /** The same with another time between commits. */
  public Shape withCommitInterval(Duration other) {
    var shape = new Shape(this);
    shape.commitInterval = other;
    return shape;
  }

  /** The same with providers that may fail, and are given up after a shorter time. */
  public Shape withFailingProviders(Duration attempt) {
    var shape = new Shape(this);
    shape.timeout = attempt;
    shape.providersFail = true;
    return shape;
  }

  /** The same with another deadline of every function. */
  public Shape withDeadline(Duration other) {
    var shape = new Shape(this);
    shape.deadline = other;
    return shape;
  }

  /** The same with proxies before the providers, which can reset connections. */
  public Shape withProxies() {
    var shape = new Shape(this);
    shape.proxied = true;
    return shape;
  }

  /** The same with another limit of calls at one time in each region. */
  public Shape withLimit(int calls) {
    var shape = new Shape(this);
    shape.limit = calls;
    return shape;
  }

  /** The same with another largest payload, in bytes. */
  public Shape withPayloadLimit(int bytes) {
    var shape = new Shape(this);
    shape.payloadLimit = bytes;
    return shape;
  }

  /** The same with other promises to be held to. */
  public Shape withPromises(Promises other) {
    var shape = new Shape(this);
    shape.promises = other;
    return shape;
  }

  /** The same with routers of another heap, in MiB, and further flags of their JVMs. */
  public Shape withJvm(int heap, List<String> flags) {
    var shape = new Shape(this);
    shape.heapMib = heap;
    shape.jvmFlags = List.copyOf(flags);
    return shape;
  }

  /** The same with a further setting of the routers. */
  public Shape withSetting(String key, String value) {
    var shape = new Shape(this);
    var all = new HashMap<>(settings);
    all.put(key, value);
    shape.settings = Map.copyOf(all);
    return shape;
  }

  /** Router processes. */
  public int routers() {
    return routers;
  }

  /** Invocations published per second. */
  public double perSecond() {
    return perSecond;
  }

  Mix mix() {
    return mix;
  }

  /** Of an attempt. */
  Duration timeout() {
    return timeout;
  }

  /** Of an invocation. */
  Duration deadline() {
    return deadline;
  }

  Duration session() {
    return session;
  }

  Duration commitInterval() {
    return commitInterval;
  }

  /** Most calls at one time in a region. */
  int limit() {
    return limit;
  }

  /** In bytes. */
  int payloadLimit() {
    return payloadLimit;
  }

  boolean providersFail() {
    return providersFail;
  }

  boolean proxied() {
    return proxied;
  }

  Promises promises() {
    return promises;
  }

  List<String> jvmFlags() {
    return jvmFlags;
  }

  int heapMib() {
    return heapMib;
  }

  /** Further settings of the routers. */
  Map<String, String> settings() {
    return settings;
  }
}
