package dev.skyvane.router.request;

import dev.skyvane.schemas.record.Invocation;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The least size of a deployment that an invocation asks for: a hard rule, as the constraints of
 * its function are.
 *
 * @param memoryMb memory, in MB; 0 asks for none
 * @param vcpu virtual processors; 0 asks for none
 */
public record Need(int memoryMb, double vcpu) {

  /** Asks for nothing. */
  public static final Need NONE = new Need(0, 0);

  private static final Pattern MEMORY = Pattern.compile("([0-9]{1,7})(MB|GB)");
  private static final Pattern PROCESSORS = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,9})?");
  private static final int MB_PER_GB = 1024;

  /**
   * What the headers of a plain record ask for.
   *
   * @throws IllegalArgumentException that names the header and the rule
   */
  static Need of(Headers headers) {
    return of(Wire.text(headers, Wire.MIN_MEMORY), Wire.text(headers, Wire.MIN_VCPU));
  }

  /**
   * What two headers ask for.
   *
   * @param memory with a unit, as in {@code 512MB}; null asks for none
   * @param vcpu as in {@code 0.5}; null asks for none
   * @throws IllegalArgumentException that names the header and the rule
   */
  public static Need of(@Nullable String memory, @Nullable String vcpu) {
    return memory == null && vcpu == null
        ? NONE
        : new Need(memory == null ? 0 : memory(memory), vcpu == null ? 0 : processors(vcpu));
  }

  /**
   * What an Avro record asks for.
   *
   * @throws IllegalArgumentException that names the field and the rule
   */
  static Need of(Invocation invocation) {
    if (invocation.getMinMemoryMb() == null && invocation.getMinVcpu() == null) {
      return NONE;
    }
    int memoryMb = Objects.requireNonNullElse(invocation.getMinMemoryMb(), 0);
    double vcpu = Objects.requireNonNullElse(invocation.getMinVcpu(), 0.0);
    if (memoryMb < 0) {
      throw new IllegalArgumentException("field minMemoryMb " + memoryMb + " must not be negative");
    }
    if (!(vcpu >= 0 && vcpu < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("field minVcpu " + vcpu + " must be a number from 0 on");
    }
    return new Need(memoryMb, vcpu);
  }

  private static int memory(String text) {
    var amount = MEMORY.matcher(text.strip());
    if (!amount.matches()) {
      throw new IllegalArgumentException(
          "header %s '%s' must be memory with a unit (MB, GB of 1024 MB), as in 512MB"
              .formatted(Wire.MIN_MEMORY, text));
    }
    long number = Long.parseLong(amount.group(1));
    return Math.clamp(
        amount.group(2).equals("GB") ? number * MB_PER_GB : number, 0, Integer.MAX_VALUE);
  }

  private static double processors(String text) {
    if (!PROCESSORS.matcher(text.strip()).matches()) {
      throw new IllegalArgumentException(
          "header %s '%s' must be a number of virtual processors, as in 2 or 0.5"
              .formatted(Wire.MIN_VCPU, text));
    }
    return Double.parseDouble(text.strip());
  }

  /** In words, as in {@code 2048MB and 1.5 vCPU}. */
  public String text() {
    var memory = memoryMb + "MB";
    if (vcpu == 0) {
      return memory;
    }
    var processors = BigDecimal.valueOf(vcpu).stripTrailingZeros().toPlainString() + " vCPU";
    return memoryMb == 0 ? processors : memory + " and " + processors;
  }
}
