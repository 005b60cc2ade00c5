package dev.skyvane.emulator;

import dev.skyvane.emulator.sample.Alu;
import dev.skyvane.emulator.sample.BagOfWords;
import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.FunctionOutput;
import dev.skyvane.emulator.sample.Resize;
import dev.skyvane.emulator.sample.Simple;

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
 * <tr><td>SLEEPY</td><td>{@code {"sleepMs": n}}</td><td>{@code {"sleptMs": n}}</td><td>none</td>
 *     </tr>
 * <tr><td>ECHO</td><td>anything</td><td>the same</td><td>any bytes; the same</td></tr>
 * <tr><td>FAIL</td><td>anything</td><td>none: always a function error</td><td>any bytes</td></tr>
 * <tr><td>FILL</td><td>{@code {"bytes": n}}</td><td>a JSON string of n bytes</td><td>none</td></tr>
 * </table>
 *
 * <p>A word is a longest run of code points of the general categories L*, M* and Nd, each in its
 * simple lower case. The exact filter of RESIZE and the round of ALU are in {@code
 * reference/README.md} beside the references.
 */
public enum SampleFunction {
  /** Scales an image. */
  RESIZE(26, 2),
  /** Counts words. */
  BAG_OF_WORDS(14, 2),
  /** Integer arithmetic. */
  ALU(20, 1),
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

  /**
   * Mean service time in ms, before a region's factor and variation: {@code fixed + cpu * max(1,
   * 1769 / memory)}. The functions use one thread, so more than one vCPU does not help them. For
   * SLEEPY the time slept comes on top.
   */
  public double serviceMs(int memoryMb) {
    return fixedMs + cpuMs * Math.max(1, MB_PER_VCPU / memoryMb);
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
      case SLEEPY -> Simple.sleepy(input);
      case ECHO -> Simple.echo(input);
      case FAIL -> Simple.fail(input);
      case FILL -> Simple.fill(input);
    };
  }

  /** Whether the function needs the processor at all. */
  boolean computes() {
    return cpuMs > 0;
  }
}
