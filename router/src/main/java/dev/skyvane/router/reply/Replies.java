package dev.skyvane.router.reply;

import dev.skyvane.router.request.Request;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import java.nio.ByteBuffer;

/** Replies as records. */
public final class Replies {
  static final String FUNCTION_ERROR = "function-error";

  private Replies() {}

  /** The reply that tells an answer. */
  public static Reply of(Request request, Answer answer) {
    var reply = new Reply();
    reply.setInvocationId(request.id());
    reply.setFunction(request.function());
    reply.setCorrelationId(request.reply().correlationId());
    reply.setReceipt(answer.receipt());
    switch (answer) {
      case Answer.FromFunction result -> {
        reply.setStatus(
            result.functionError() == null ? ReplyStatus.OK : ReplyStatus.FUNCTION_ERROR);
        reply.setPayload(result.payload().duplicate());
        reply.setContentType(result.contentType());
        if (result.functionError() != null) {
          reply.setErrorCode(FUNCTION_ERROR);
          reply.setErrorMessage(result.functionError());
        }
      }
      case Answer.Failed failed -> {
        reply.setStatus(ReplyStatus.FAILED);
        reply.setPayload(ByteBuffer.allocate(0));
        reply.setErrorCode(failed.problem().code().text());
        reply.setErrorMessage(failed.problem().message());
      }
    }
    return reply;
  }
}
