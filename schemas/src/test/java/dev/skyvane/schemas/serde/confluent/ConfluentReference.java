package dev.skyvane.schemas.serde.confluent;

import java.io.File;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where Confluent's classes are: in {@code target/confluent} of the module under test, copied there
 * by the build, or where {@code -Dconfluent.reference.jar} says.
 */
public final class ConfluentReference {
  private ConfluentReference() {}

  /** The one class loader with their classes and their own Kafka and Avro; nothing of ours. */
  public static ClassLoader isolated() {
    return Isolated.LOADER;
  }

  /** Made when first asked for: loading and linking their classes takes a second. */
  private static final class Isolated {
    private static final ClassLoader LOADER =
        new URLClassLoader(new URL[] {jar()}, ClassLoader.getPlatformClassLoader());
  }

  /** A class loader with their classes on top of our Kafka and Avro, as on a site's class path. */
  public static URLClassLoader besideOurs() {
    return new URLClassLoader(new URL[] {jar()}, ConfluentReference.class.getClassLoader());
  }

  private static URL jar() {
    var path =
        Path.of(
            System.getProperty(
                "confluent.reference.jar",
                "target" + File.separator + "confluent" + File.separator + "confluent-avro.jar"));
    if (!Files.exists(path)) {
      throw new IllegalStateException(
          path.toAbsolutePath()
              + " is missing: name maven-dependency-plugin in this module's build, which copies it"
              + " in phase generate-test-resources");
    }
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls a public method by its name and number of parameters; their exceptions come out bare. */
  public static Object call(Object target, String method, Object... arguments) {
    for (var candidate : target.getClass().getMethods()) {
      if (candidate.getName().equals(method) && fits(candidate.getParameterTypes(), arguments)) {
        try {
          return candidate.invoke(target, arguments);
        } catch (InvocationTargetException e) {
          if (e.getCause() instanceof RuntimeException theirs) {
            throw theirs;
          }
          throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new IllegalStateException(target.getClass() + " has no fitting method " + method);
  }

  /** Makes an instance by a public constructor. */
  public static Object make(ClassLoader loader, String name, Object... arguments) {
    try {
      for (var candidate : loader.loadClass(name).getConstructors()) {
        if (fits(candidate.getParameterTypes(), arguments)) {
          return candidate.newInstance(arguments);
        }
      }
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException(name + " has no fitting constructor");
  }

  private static boolean fits(Class<?>[] parameters, Object[] arguments) {
    if (parameters.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < arguments.length; i++) {
      var boxed = MethodType.methodType(parameters[i]).wrap().returnType();
      if (arguments[i] != null && !boxed.isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }
}
