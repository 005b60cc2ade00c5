package dev.skyvane.standalone.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A key of a map in a manifest, and the field of a record that it stands for. */
interface Key<R> {
  String name();

  boolean required();

  void read(Node value, R record, String path, Problems problems);

  /** What to write, or empty if the field has its default. */
  Optional<Object> write(R record, R defaults);

  Map<String, Object> schema();

  /** A key that may be left out. */
  static <R, V> Key<R> optional(
      String name, String doc, Kind<V> kind, Function<R, @Nullable V> get, BiConsumer<R, V> set) {
    return new Field<>(name, doc, false, kind, get, set);
  }

  /** A key that must be there. */
  static <R, V> Key<R> required(
      String name, String doc, Kind<V> kind, Function<R, @Nullable V> get, BiConsumer<R, V> set) {
    return new Field<>(name, doc, true, kind, get, set);
  }

  /** A key whose map holds further keys of the same record. */
  static <R> Key<R> group(String name, String doc, MapKind<R> keys) {
    return new Group<>(name, doc, keys);
  }

  /** A key for one field. */
  record Field<R, V>(
      String name,
      String doc,
      boolean required,
      Kind<V> kind,
      Function<R, @Nullable V> get,
      BiConsumer<R, V> set)
      implements Key<R> {
    @Override
    public void read(Node value, R record, String path, Problems problems) {
      kind.read(value, path, problems).ifPresent(read -> set.accept(record, read));
    }

    @Override
    public Optional<Object> write(R record, R defaults) {
      var value = get.apply(record);
      if (value == null || (!required && Objects.equals(value, get.apply(defaults)))) {
        return Optional.empty();
      }
      return Optional.of(kind.write(value));
    }

    @Override
    public Map<String, Object> schema() {
      return described(doc, kind.schema());
    }
  }

  /** A key for several fields. */
  record Group<R>(String name, String doc, MapKind<R> keys) implements Key<R> {
    @Override
    public boolean required() {
      return false;
    }

    @Override
    public void read(Node value, R record, String path, Problems problems) {
      keys.readInto(value, record, path, problems);
    }

    @Override
    public Optional<Object> write(R record, R defaults) {
      var written = keys.write(record);
      return written.isEmpty() ? Optional.empty() : Optional.of(written);
    }

    @Override
    public Map<String, Object> schema() {
      return described(doc, keys.schema());
    }
  }

  private static Map<String, Object> described(String doc, Map<String, Object> schema) {
    var described = new LinkedHashMap<String, Object>();
    described.put("description", doc);
    described.putAll(schema);
    return described;
  }
}
