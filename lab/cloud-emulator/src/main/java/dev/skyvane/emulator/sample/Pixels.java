package dev.skyvane.emulator.sample;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * An image of 8-bit samples, not premultiplied, no colour management.
 *
 * @param width pixels in a row
 * @param height rows
 * @param rgba four samples a pixel, row by row from the top, each 0 to 255
 */
@SuppressWarnings("ArrayRecordComponent") // compared by samePixels
public record Pixels(int width, int height, byte[] rgba) {

  /** Largest image that is decoded, in pixels: a small file can unfold into a huge one. */
  static final int MAX_PIXELS = 24_000_000;

  private static final List<String> FORMATS = List.of("png", "jpeg");

  /**
   * Decodes a PNG or JPEG. Grey becomes r = g = b; 16-bit samples keep their upper 8 bits; an image
   * without alpha is opaque.
   *
   * @throws FunctionFailedException if the bytes are neither, are broken or unfold too far
   */
  public static Pixels decode(byte[] file) throws FunctionFailedException {
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      var readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new FunctionFailedException("BadImage", "The image is neither PNG nor JPEG.");
      }
      var reader = readers.next();
      try {
        var format = reader.getFormatName().toLowerCase(Locale.ROOT);
        if (!FORMATS.contains(format)) {
          throw new FunctionFailedException(
              "BadImage", "The image is a " + format + "; only PNG and JPEG are taken.");
        }
        reader.setInput(in, true, true);
        var pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
          throw new FunctionFailedException(
              "BadImage",
              "The image has %d pixels; at most %d are taken.".formatted(pixels, MAX_PIXELS));
        }
        return of(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer broken files with either.
      throw new FunctionFailedException("BadImage", "The image can't be decoded.", e);
    }
  }

  /** Encodes as PNG with alpha, or without if every pixel is opaque. */
  public byte[] toPng() {
    var opaque = isOpaque();
    var image =
        new BufferedImage(
            width, height, opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
    var row = new int[width];
    for (var y = 0; y < height; y++) {
      for (var x = 0; x < width; x++) {
        var i = 4 * (y * width + x);
        row[x] = sample(i + 3) << 24 | sample(i) << 16 | sample(i + 1) << 8 | sample(i + 2);
      }
      image.getRaster().setDataElements(0, y, width, 1, row);
    }
    var writer = ImageIO.getImageWritersByFormatName("png").next();
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(image);
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory can't fail", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Whether both show the same, sample by sample. */
  public boolean samePixels(Pixels other) {
    return width == other.width && height == other.height && Arrays.equals(rgba, other.rgba);
  }

  int sample(int index) {
    return rgba[index] & 0xff;
  }

  boolean isOpaque() {
    for (var i = 3; i < rgba.length; i += 4) {
      if (rgba[i] != -1) {
        return false;
      }
    }
    return true;
  }

  private static Pixels of(BufferedImage image) throws FunctionFailedException {
    var raster = image.getRaster();
    var width = raster.getWidth();
    var height = raster.getHeight();
    var rgba = new byte[4 * width * height];
    if (image.getColorModel() instanceof IndexColorModel palette) {
      fromPalette(raster, palette, rgba);
    } else {
      fromSamples(raster, rgba);
    }
    return new Pixels(width, height, rgba);
  }

  private static void fromPalette(Raster raster, IndexColorModel palette, byte[] rgba) {
    var row = new int[raster.getWidth()];
    var i = 0;
    for (var y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, row.length, 1, 0, row);
      for (var index : row) {
        var argb = palette.getRGB(index);
        rgba[i++] = (byte) (argb >> 16);
        rgba[i++] = (byte) (argb >> 8);
        rgba[i++] = (byte) argb;
        rgba[i++] = (byte) (argb >> 24);
      }
    }
  }

  // Reads samples, never BufferedImage.getRGB: that would convert grey from a linear colour space.
  private static void fromSamples(Raster raster, byte[] rgba) throws FunctionFailedException {
    var bands = raster.getNumBands();
    if (bands < 1 || bands > 4) {
      throw new FunctionFailedException(
          "BadImage", "The image has " + bands + " samples a pixel; 1 to 4 are taken.");
    }
    var shift = raster.getSampleModel().getSampleSize(0) - 8;
    var colours = bands >= 3 ? 3 : 1;
    var row = new int[bands * raster.getWidth()];
    var i = 0;
    for (var y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (var p = 0; p < row.length; p += bands) {
        for (var c = 0; c < 3; c++) {
          rgba[i++] = (byte) (row[p + (colours == 3 ? c : 0)] >> shift);
        }
        rgba[i++] = bands > colours ? (byte) (row[p + colours] >> shift) : (byte) 255;
      }
    }
  }
}
