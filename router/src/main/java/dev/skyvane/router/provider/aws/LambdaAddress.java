package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.net.AddressRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What names a function to Lambda.
 *
 * @param function name or ARN without its qualifier
 * @param qualifier version or alias, or null
 */
record LambdaAddress(String function, @Nullable String qualifier) {

  /** Names and qualifiers as the Invoke API defines them: Lambda API reference, Invoke. */
  private static final String NAME = "[a-zA-Z0-9-_]{1,64}";

  private static final String QUALIFIER = "(?::(\\$LATEST(?:\\.PUBLISHED)?|[a-zA-Z0-9-_]{1,128}))?";

  private static final Pattern BY_NAME =
      Pattern.compile("((?:\\d{12}:function:)?" + NAME + ")" + QUALIFIER);

  private static final Pattern BY_ARN =
      Pattern.compile(
          "(arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):\\d{12}:function:" + NAME + ")" + QUALIFIER);

  /**
   * The address of a deployment.
   *
   * @throws IllegalArgumentException if it names no function of its region; the message names the
   *     address, the rule and the way out
   */
  static LambdaAddress of(Target target) {
    String address = target.address();
    if (!address.startsWith("arn:")) {
      Matcher name = BY_NAME.matcher(address);
      if (name.matches()) {
        return new LambdaAddress(name.group(1), name.group(2));
      }
      throw new IllegalArgumentException(
          "The address '"
              + address
              + "' is not a Lambda function; write NAME, NAME:QUALIFIER or its ARN,"
              + " arn:aws:lambda:REGION:ACCOUNT:function:NAME, with :QUALIFIER if you like.");
    }
    Matcher arn = BY_ARN.matcher(address);
    if (!arn.matches()) {
      throw new IllegalArgumentException(
          "The address '"
              + address
              + "' is not the ARN of a Lambda function; write"
              + " arn:aws:lambda:REGION:ACCOUNT:function:NAME, with :QUALIFIER if you like.");
    }
    if (!arn.group(2).equals(target.regionName())) {
      throw new IllegalArgumentException(
          "The address '"
              + address
              + "' lies in "
              + arn.group(2)
              + ", the deployment in "
              + target.regionName()
              + "; name the ARN of the deployment's region, or the region of the ARN.");
    }
    return new LambdaAddress(arn.group(1), arn.group(3));
  }

  /**
   * The URL in place of AWS's own, or null.
   *
   * @throws IllegalArgumentException if it is none that can be called
   */
  static @Nullable URI endpoint(Target target) {
    String written = target.endpoint();
    if (written == null) {
      return null;
    }
    try {
      URI url = new URI(written.strip());
      String host = url.getHost();
      if (host != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        AddressRules.refusal(host)
            .ifPresent(
                reason -> {
                  throw new IllegalArgumentException(
                      "The endpoint '" + written + "' is refused: " + reason + ".");
                });
        return url;
      }
    } catch (URISyntaxException e) {
      throw notAnUrl(written, target.region());
    }
    throw notAnUrl(written, target.region());
  }

  private static IllegalArgumentException notAnUrl(String written, String region) {
    return new IllegalArgumentException(
        "The endpoint '" + written + "' of " + region + " is not an URL; write http://HOST:PORT.");
  }
}
