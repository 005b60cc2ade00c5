package dev.skyvane.bench.rig;

import java.nio.ByteBuffer;

/** What the provider reads at the begin of a payload; see {@link Ask}. */
record Script(int run, int index, int key, int delayMicros, Ask.Ending ending) {

  static Script read(byte[] payload) {
    var head = ByteBuffer.wrap(payload, 0, Ask.HEAD);
    return new Script(
        head.getInt(),
        head.getInt(),
        head.getInt(),
        head.getInt(),
        Ask.Ending.values()[head.get()]);
  }
}
