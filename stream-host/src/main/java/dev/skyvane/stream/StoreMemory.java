package dev.skyvane.stream;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all stores in this process together: blocks, indexes, filters and fresh
 * writes share one cache. Kafka's own default is 50 MB of blocks and 48 MB of writes for each
 * partition of each store. On disk tables are compressed, which Kafka's own default does not.
 */
public final class StoreMemory implements RocksDBConfigSetter {
  /** The setting that says how much, in bytes. */
  static final String KEY = "skyvane.store.memory.bytes";

  private static final double INDEX_SHARE = 0.1;
  private static final int WRITES_OF_CACHE = 2;
  private static final int FRESH_WRITES_BYTES = 1024 * 1024;
  private static final int BLOCK_BYTES = 4 * 1024;

  /** Shared by all stores for the process's life: the libraries behind them are shared as well. */
  private record Shared(Cache cache, WriteBufferManager writes) {
    static Shared of(long bytes) {
      RocksDB.loadLibrary();
      var cache = new LRUCache(bytes, -1, false, INDEX_SHARE);
      return new Shared(cache, new WriteBufferManager(bytes / WRITES_OF_CACHE, cache));
    }
  }

  private static @Nullable Shared shared;

  /** The first that asks decides. */
  private static synchronized Shared shared(long bytes) {
    var now = shared;
    if (now == null) {
      now = Shared.of(bytes);
      shared = now;
    }
    return now;
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> settings) {
    if (!(settings.get(KEY) instanceof Number bytes)) {
      throw new ConfigException(KEY, settings.get(KEY), "must be set by the host");
    }
    var memory = shared(bytes.longValue());
    var table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setBlockSize(BLOCK_BYTES);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    options.setWriteBufferManager(memory.writes());
    options.setWriteBufferSize(FRESH_WRITES_BYTES);
    options.setMaxWriteBufferNumber(2);
  }

  @Override
  public void close(String storeName, Options options) {
    // The shared parts outlive each store.
  }
}
