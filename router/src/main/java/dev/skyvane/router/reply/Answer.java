package dev.skyvane.router.reply;

import dev.skyvane.router.request.Problem;
import dev.skyvane.schemas.record.AttemptRecord;
import dev.skyvane.schemas.record.Receipt;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an invocation ended. */
public sealed interface Answer {

  /** What it took. */
  Receipt receipt();

  /** Every attempt in order. */
  List<AttemptRecord> attempts();

  /**
   * The function answered, with a result or with its own error.
   *
   * @param functionError what the function said of its error in short, or null for a result
   */
  record FromFunction(
      ByteBuffer payload,
      @Nullable String contentType,
      @Nullable String functionError,
      Receipt receipt,
      List<AttemptRecord> attempts)
      implements Answer {}

  /** There is no result. */
  record Failed(Problem problem, Receipt receipt, List<AttemptRecord> attempts) implements Answer {}
}
