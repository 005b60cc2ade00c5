package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;

/**
 * A process that calls one function once, and prints how many classes that loaded: {@code
 * loaded=N}. With the argument {@code warm} the adapter is warmed up before.
 */
public final class FirstCall {
  private FirstCall() {}

  public static void main(String[] arguments) throws Exception {
    var vertx = Vertx.vertx();
    var server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(request -> request.response().end("{}"))
            .listen()
            .await();
    var target =
        new Target(
            "echo~aws~eu-north-1~512",
            "aws:eu-north-1",
            "echo",
            512,
            "http://127.0.0.1:" + server.actualPort(),
            null,
            null);
    var provider =
        AwsLambdaProvider.create(
            vertx,
            Map.of(),
            reference -> {
              throw new IllegalArgumentException(reference);
            });
    if (arguments[0].equals("warm")) {
      provider.warmUp(target);
    }
    var classes = ManagementFactory.getClassLoadingMXBean();
    long before = classes.getTotalLoadedClassCount();
    var result =
        provider
            .call(
                new FunctionCall(
                    target,
                    "echo",
                    "i",
                    "a",
                    1,
                    ByteBuffer.wrap(new byte[] {'1'}),
                    "application/json",
                    Duration.ofSeconds(30),
                    Map.of()))
            .get();
    System.out.println("loaded=" + (classes.getTotalLoadedClassCount() - before));
    System.out.println("result=" + result.getClass().getSimpleName());
    provider.close();
    vertx.close().await();
  }
}
