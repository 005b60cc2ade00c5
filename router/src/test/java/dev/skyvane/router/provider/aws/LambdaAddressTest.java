package dev.skyvane.router.provider.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LambdaAddressTest {

  private static final String ARN = "arn:aws:lambda:eu-north-1:123456789012:function:resize";

  @Test
  void readsNamesAndArns() {
    assertEquals(new LambdaAddress("resize", null), of("resize"));
    assertEquals(new LambdaAddress("resize", "live"), of("resize:live"));
    assertEquals(new LambdaAddress("resize", "$LATEST"), of("resize:$LATEST"));
    assertEquals(new LambdaAddress(ARN, null), of(ARN));
    assertEquals(new LambdaAddress(ARN, "7"), of(ARN + ":7"));
    assertEquals(
        new LambdaAddress("123456789012:function:resize", "live"),
        of("123456789012:function:resize:live"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', is not a Lambda function",
    "re size, is not a Lambda function",
    "https://example.org/f, is not a Lambda function",
    "resize:a:b, is not a Lambda function",
    "arn:aws:s3:::bucket, is not the ARN of a Lambda function",
    "arn:aws:lambda:eu-north-1:12:function:resize, is not the ARN of a Lambda function",
    "arn:aws:lambda:us-east-1:123456789012:function:resize, 'lies in us-east-1'"
  })
  void saysWhatIsWrong(String address, String why) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> of(address));

    assertTrue(wrong.getMessage().contains("'" + address + "'"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains(why), wrong.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1, not an URL",
    "http://169.254.169.254, refused",
    "http:///x, not an URL"
  })
  void endpointIsAnUrlToCall(String endpoint, String why) {
    var target = new Target("d", "aws:eu-north-1", "resize", 128, endpoint, null, null);

    var wrong = assertThrows(IllegalArgumentException.class, () -> LambdaAddress.endpoint(target));

    assertTrue(wrong.getMessage().contains(why), wrong.getMessage());
  }

  private static LambdaAddress of(String address) {
    return LambdaAddress.of(
        new Target("resize~aws~eu-north-1~512", "aws:eu-north-1", address, 512, null, null, null));
  }
}
