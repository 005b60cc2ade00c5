package dev.skyvane.emulator;

import dev.skyvane.emulator.sample.Alu;
import dev.skyvane.emulator.sample.BagOfWords;
import dev.skyvane.emulator.sample.BreadthFirstSearch;
import dev.skyvane.emulator.sample.Calcs;
import dev.skyvane.emulator.sample.Compress;
import dev.skyvane.emulator.sample.CsvSummary;
import dev.skyvane.emulator.sample.DnaVisualisation;
import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.FunctionOutput;
import dev.skyvane.emulator.sample.HttpRead;
import dev.skyvane.emulator.sample.MatrixProduct;
import dev.skyvane.emulator.sample.MinimumSpanningTree;
import dev.skyvane.emulator.sample.PageRank;
import dev.skyvane.emulator.sample.Resize;
import dev.skyvane.emulator.sample.Simple;
import dev.skyvane.emulator.sample.Stress;
import dev.skyvane.emulator.sample.Writer;

/**
 * Functions that an emulated region can run. They really compute, so that an answer can be checked
 * against one made elsewhere ({@link ReferenceCases}).
 *
 * <p>Some functions have a raw form beside the JSON form. Media type JSON means the JSON form,
 * {@code text/*} and {@code image/*} the raw form; otherwise an input is JSON exactly if it is a
 * JSON object with the function's first field below. The answer has the form of the input.
 *
 * <p>Lambda takes and gives nothing but JSON. There the raw form travels as the body of an API
 * Gateway event of payload format 2.0, {@code {"version": "2.0", "isBase64Encoded": true, "body":
 * base64, "headers": {"content-type": media type}}}, and comes back as its response, {@code
 * {"statusCode": 200, "headers": {"content-type": media type}, "isBase64Encoded", "body"}}, in
 * which text and JSON are not in base64. A payload of any other shape is the JSON form.
 *
 * <table>
 * <caption>Inputs and answers</caption>
 * <tr><th>function</th><th>JSON input</th><th>JSON answer</th><th>raw form</th></tr>
 * <tr><td>RESIZE</td><td>{@code {"image": base64 of a PNG or JPEG, "width": pixels, default 128}}
 *     </td><td>{@code {"image": base64 of a PNG, "width", "height"}}</td>
 *     <td>the image; a PNG 128 pixels wide</td></tr>
 * <tr><td>BAG_OF_WORDS</td><td>{@code {"text": string}}</td>
 *     <td>{@code {"words": n, "distinct": n, "counts": {word: n, ...}}}, sorted by code point</td>
 *     <td>the text in UTF-8; the answer is JSON</td></tr>
 * <tr><td>ALU</td><td>{@code {"rounds": n, "seed": n, "values": [n, ...], may be absent}}</td>
 *     <td>{@code {"rounds": n, "result": 16 hexadecimal digits}}</td><td>none</td></tr>
 * <tr><td>MINIMUM_SPANNING_TREE</td>
 *     <td>{@code {"vertices": n, "edges": [[from, to, weight], ...]}}</td>
 *     <td>{@code {"trees": n, "weight": n, "edges": [index, ...]}}</td><td>none</td></tr>
 * <tr><td>BREADTH_FIRST_SEARCH</td>
 *     <td>{@code {"vertices": n, "edges": [[from, to], ...], "start": vertex}}</td>
 *     <td>{@code {"reached": n, "depth": n, "distances": [n, ...]}}</td><td>none</td></tr>
 * <tr><td>PAGE_RANK</td><td>{@code {"vertices": n, "edges": [[from, to], ...]}}</td>
 *     <td>{@code {"ranks": [billionths, ...]}}</td><td>none</td></tr>
 * <tr><td>DNA_VISUALISATION</td><td>{@code {"sequence": FASTA}}</td>
 *     <td>{@code {"bases": n, "A": n, ..., "lowest": n, "highest": n, "line": [n, ...]}}</td>
 *     <td>the FASTA; the answer is JSON</td></tr>
 * <tr><td>COMPRESS</td><td>{@code {"data": base64}}</td>
 *     <td>{@code {"gzip": base64, "bytes": n, "crc32": 8 hexadecimal digits}}</td>
 *     <td>any bytes; gzip</td></tr>
 * <tr><td>STRESS</td><td>{@code {"rounds": n, "text": string}}</td>
 *     <td>{@code {"rounds": n, "sha256": hexadecimal}}</td><td>none</td></tr>
 * <tr><td>WRITER</td><td>{@code {"lines": n, "seed": n}}</td>
 *     <td>{@code {"bytes": n, "sha256": hexadecimal}}</td><td>none</td></tr>
 * <tr><td>CSV</td><td>{@code {"csv": string}}</td>
 *     <td>{@code {"rows": n, "columns": [{"name", "empty", "distinct", "numbers", "sum", "least",
 *     "most"}, ...]}}</td><td>the CSV; the answer is JSON</td></tr>
 * <tr><td>CALCS</td><td>{@code {"loops": n, "seed": n}}</td>
 *     <td>{@code {"loops": n, "sum": bits, "root": bits}}</td><td>none</td></tr>
 * <tr><td>MATRIX</td><td>{@code {"a": [[n, ...], ...], "b": [[n, ...], ...]}}</td>
 *     <td>{@code {"rows": n, "columns": n, "product": [[n, ...], ...]}}</td><td>none</td></tr>
 * <tr><td>HTTP</td><td>{@code {"url": URL on this machine}}</td>
 *     <td>{@code {"status": n, "bytes": n, "sha256": hexadecimal}}</td><td>none</td></tr>
 * <tr><td>SLEEPY</td><td>{@code {"sleepMs": n}}</td><td>{@code {"sleptMs": n}}</td><td>none</td>
 *     </tr>
 * <tr><td>ECHO</td><td>anything</td><td>the same</td><td>any bytes; the same</td></tr>
 * <tr><td>FAIL</td><td>anything</td><td>none: always a function error</td><td>any bytes</td></tr>
 * <tr><td>FILL</td><td>{@code {"bytes": n}}</td><td>a JSON string of n bytes</td><td>none</td></tr>
 * </table>
 *
 * <p>A word is a longest run of code points of the general categories L*, M* and Nd, each in its
 * simple lower case. What each function does to the bit is in {@code reference/README.md} beside
 * the references. Together with RESIZE, those from MINIMUM_SPANNING_TREE to HTTP are the twelve
 * workloads of Cordingly et al., "Towards Federated Serverless Computing" (IC2E 2023), Table I.
 */
public enum SampleFunction {
  /** Scales an image. */
  RESIZE(26, 2),
  /** Counts words. */
  BAG_OF_WORDS(14, 2),
  /** Integer arithmetic. */
  ALU(20, 1),
  /** Minimum spanning forest of a graph. */
  MINIMUM_SPANNING_TREE(18, 2),
  /** Distances in a graph. */
  BREADTH_FIRST_SEARCH(12, 2),
  /** Ranks of the vertices of a graph. */
  PAGE_RANK(24, 2),
  /** The line that a DNA sequence draws. */
  DNA_VISUALISATION(16, 2),
  /** Packs bytes. */
  COMPRESS(22, 2),
  /** A chain of digests. */
  STRESS(40, 1),
  /** Writes and reads a file. */
  WRITER(10, 8),
  /** Summarises a table. */
  CSV(14, 2),
  /** Floating point arithmetic. */
  CALCS(30, 1),
  /** Product of two matrices. */
  MATRIX(28, 2),
  /** Reads what is at a URL of this machine. */
  HTTP(1, 2),
  /** Sleeps without a thread. */
  SLEEPY(0, 1),
  /** Answers its input. */
  ECHO(0, 2),
  /** Always fails. */
  FAIL(0, 2),
  /** Answers as many bytes as asked for. */
  FILL(0, 2);

  /** Memory at which a Lambda function has one whole vCPU, in MB, as AWS documents it. */
  static final double MB_PER_VCPU = 1_769;

  private final double cpuMs;
  private final double fixedMs;

  SampleFunction(double cpuMs, double fixedMs) {
    this.cpuMs = cpuMs;
    this.fixedMs = fixedMs;
  }

  /** Mean service time in ms on Lambda, where 1,769 MB have one vCPU; see {@link #serviceMsOn}. */
  public double serviceMs(int memoryMb) {
    return serviceMsOn(memoryMb / MB_PER_VCPU);
  }

  /**
   * Mean service time in ms with a share of the processor, before a region's factor and variation:
   * {@code fixed + cpu * max(1, 1 / vcpu)}. The functions use one thread, so more than one vCPU
   * does not help them. For SLEEPY the time slept comes on top.
   */
  public double serviceMsOn(double vcpu) {
    return fixedMs + cpuMs * Math.max(1, 1 / vcpu);
  }

  /**
   * Computes the answer on the calling thread. Stateless, any thread.
   *
   * @throws FunctionFailedException if the input is not what the function takes, and always for
   *     FAIL
   */
  public FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    return switch (this) {
      case RESIZE -> Resize.run(input);
      case BAG_OF_WORDS -> BagOfWords.run(input);
      case ALU -> Alu.run(input);
      case MINIMUM_SPANNING_TREE -> MinimumSpanningTree.run(input);
      case BREADTH_FIRST_SEARCH -> BreadthFirstSearch.run(input);
      case PAGE_RANK -> PageRank.run(input);
      case DNA_VISUALISATION -> DnaVisualisation.run(input);
      case COMPRESS -> Compress.run(input);
      case STRESS -> Stress.run(input);
      case WRITER -> Writer.run(input);
      case CSV -> CsvSummary.run(input);
      case CALCS -> Calcs.run(input);
      case MATRIX -> MatrixProduct.run(input);
      case HTTP -> HttpRead.run(input);
      case SLEEPY -> Simple.sleepy(input);
      case ECHO -> Simple.echo(input);
      case FAIL -> Simple.fail(input);
      case FILL -> Simple.fill(input);
    };
  }

  /** Whether the function waits for others, on the thread that runs it. */
  boolean waits() {
    return this == HTTP;
  }

  /** Whether the function needs the processor at all. */
  boolean computes() {
    return cpuMs > 0;
  }
}
