#!/usr/bin/env python3
"""Makes the reference inputs and answers of the sample functions, without any code of the project.

    python3 make_references.py

writes into the folder of this file. Needs Python 3.9 or newer with nothing but its standard library, and
cjpeg and djpeg of libjpeg-turbo 2.1 (Debian: libjpeg-turbo-progs) for the three JPEG inputs. The formats, the
filter and the arithmetic that are followed here are in README.md; README.md is the contract, this
script and the Java functions are two readings of it.
"""

import json
import os
import shutil
import struct
import subprocess
import unicodedata
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1


class Draw:
    """SplitMix64, so that every Python draws the same."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() % n


# ---------------------------------------------------------------- images


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    if pa <= pb and pa <= pc:
        return a
    return b if pb <= pc else c


def filtered(row, above, step):
    """The row under the PNG filter that gives the smallest sum of absolute differences."""
    best = None
    for kind in range(5):
        out = bytearray([kind])
        for i, value in enumerate(row):
            left = row[i - step] if i >= step else 0
            up = above[i]
            corner = above[i - step] if i >= step else 0
            base = (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]
            out.append((value - base) & 255)
        cost = sum(v if v < 128 else 256 - v for v in out[1:])
        if best is None or cost < best[0]:
            best = (cost, bytes(out))
    return best[1]


def png(width, height, depth, colour, rows, palette=None, transparency=None):
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    step = max(1, samples * depth // 8)
    above = bytes(len(rows[0]))
    data = bytearray()
    for row in rows:
        # Palettes and single bits compress best as they are.
        data += (b"\0" + row) if colour == 3 or depth < 8 else filtered(row, above, step)
        above = row
    out = b"\x89PNG\r\n\x1a\n"
    out += chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    if palette:
        out += chunk(b"PLTE", b"".join(bytes(c[:3]) for c in palette))
    if transparency:
        out += chunk(b"tRNS", bytes(transparency))
    out += chunk(b"IDAT", zlib.compress(bytes(data), 9))
    return out + chunk(b"IEND", b"")


def scale(pixels, sw, sh, dw):
    """Exact area averaging: pixels is a list of (r, g, b, a), row by row."""
    dh = max(1, (2 * sh * dw + sw) // (2 * sw))

    def overlaps(source, target):
        # For each target pixel: the source pixels under it and the integer length of each overlap.
        out = []
        for t in range(target):
            start, end = t * source, (t + 1) * source
            out.append(
                [
                    (s, min(end, (s + 1) * target) - max(start, s * target))
                    for s in range(start // target, (end + target - 1) // target)
                ]
            )
        return out

    across, down = overlaps(sw, dw), overlaps(sh, dh)
    whole = sw * sh
    result = []
    for y in range(dh):
        for x in range(dw):
            sums = [0, 0, 0, 0]
            for j, wy in down[y]:
                for i, wx in across[x]:
                    r, g, b, a = pixels[j * sw + i]
                    w = wx * wy * a
                    sums[0] += w * r
                    sums[1] += w * g
                    sums[2] += w * b
                    sums[3] += w
            alpha = sums[3]
            rgb = [(2 * s + alpha) // (2 * alpha) if alpha else 0 for s in sums[:3]]
            result.append((*rgb, (2 * alpha + whole) // (2 * whole)))
    return result, dw, dh


def rgba_png(pixels, width, height):
    rows = [
        b"".join(bytes(p) for p in pixels[y * width : (y + 1) * width]) for y in range(height)
    ]
    return png(width, height, 8, 6, rows)


def clamp(v):
    return 0 if v < 0 else 255 if v > 255 else int(v)


def landscape(width, height, grain, seed):
    """Sky, a sun, three ridges and water, with the grain of a sensor."""
    draw = Draw(seed)
    ridges = []
    for base, swing in ((45, 18), (58, 12), (70, 7)):
        level, line = base * height * 10, []
        for _ in range(width):
            level += (draw.below(2001) - 1000) * swing * height // 2000
            level += (base * height * 10 - level) // 60
            line.append(level // 1000)
        ridges.append(line)
    sun_x, sun_y, sun_r = width * 7 // 10, height // 4, max(2, height // 12)
    out = []
    for y in range(height):
        for x in range(width):
            t = y * 255 // height
            c = [90 + t // 2, 140 + t // 3, 215 - t // 5]
            if (x - sun_x) ** 2 + (y - sun_y) ** 2 < sun_r**2:
                c = [255, 236, 170]
            for k, line in enumerate(ridges):
                if y > line[x]:
                    c = [110 - 32 * k, 120 - 22 * k, 140 - 42 * k]
            if y > height * 82 // 100:
                wave = ((x * 7 + y * 31) % 23) - 11
                c = [48 + wave, 92 + wave, 130 + wave]
            noise = draw.below(2 * grain + 1) - grain if grain else 0
            out.append((clamp(c[0] + noise), clamp(c[1] + noise), clamp(c[2] + noise), 255))
    return out


def face(width, height, seed):
    """A portrait in ellipses on a soft background."""
    draw = Draw(seed)
    out = []
    for y in range(height):
        for x in range(width):
            u, v = x * 1000 // width - 500, y * 1000 // height - 420
            c = [168 - y * 60 // height, 176 - y * 30 // height, 182]
            if u * u * 9 + (v - 620) ** 2 * 4 < 1_500_000:
                c = [52, 66, 96]
            if u * u * 25 + v * v * 12 < 1_700_000:
                c = [226 - abs(u) // 8, 182 - abs(u) // 7, 150 - abs(u) // 7]
            if u * u * 22 + (v + 130) ** 2 * 22 < 1_750_000 and v < -130:
                c = [70, 46, 30]
            for eye in (-105, 105):
                if (u - eye) ** 2 + (v + 20) ** 2 * 3 < 1_600:
                    c = [30, 34, 40]
            if abs(u) < 90 and abs(v - 160 + u * u // 400) < 14:
                c = [170, 70, 76]
            noise = draw.below(7) - 3
            out.append((clamp(c[0] + noise), clamp(c[1] + noise), clamp(c[2] + noise), 255))
    return out


def page(width, height, seed):
    """A scanned page: lines of word-like strokes on paper that is not quite white."""
    draw = Draw(seed)
    grey = [238 + draw.below(9) for _ in range(width * height)]
    y = height // 14
    while y < height * 13 // 14:
        x = width // 12
        stop = width * 11 // 12 - draw.below(width // 4)
        while x < stop:
            for _ in range(2 + draw.below(7)):
                tall = 9 if draw.below(4) == 0 else 6
                for dy in range(tall):
                    for dx in (0, 3) if draw.below(2) else (0, 1, 2, 3):
                        at = (y + 9 - dy) * width + x + dx
                        grey[at] = 28 + draw.below(40)
                x += 5
            x += 4
        y += 16
    return grey


def bars(width, height):
    """A bar chart in a palette, with a transparent background."""
    palette = [(255, 255, 255), (40, 44, 52), (66, 133, 244), (219, 68, 55), (244, 180, 0), (15, 157, 88)]
    draw = Draw(77)
    index = [0] * (width * height)
    for x in range(20, width - 10):
        index[(height - 20) * width + x] = 1
    for n, x in enumerate(range(30, width - 50, 28)):
        tall = 20 + draw.below(height - 70)
        for y in range(height - 20 - tall, height - 20):
            for dx in range(20):
                index[y * width + x + dx] = 2 + n % 4
    return index, palette


def disc(size):
    """A badge with soft edges, half transparent in the middle."""
    out = []
    for y in range(size):
        for x in range(size):
            d = ((2 * x - size) ** 2 + (2 * y - size) ** 2) * 1000 // (size * size)
            alpha = clamp((1000 - d) * 3) if d > 300 else 128 + d // 4
            out.append((clamp(40 + d // 6), clamp(180 - d // 8), (x * 255) // size, alpha))
    return out


def rows8(pixels, width, channels):
    return [
        b"".join(bytes(p[:channels]) for p in pixels[i : i + width])
        for i in range(0, len(pixels), width)
    ]


def read_ppm(data):
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while data[end : end + 1] not in (b" ", b"\n"):
            end += 1
        fields.append(data[at:end])
        at = end + 1
    width, height = int(fields[1]), int(fields[2])
    body = data[at:]
    if fields[0] == b"P5":
        return [(v, v, v, 255) for v in body], width, height
    return [(*body[i : i + 3], 255) for i in range(0, len(body), 3)], width, height


def jpeg(pixels, width, height, options):
    grey = "-grayscale" in options
    ppm = b"P6\n%d %d\n255\n" % (width, height) + b"".join(bytes(p[:3]) for p in pixels)
    data = subprocess.run(["cjpeg", *options], input=ppm, capture_output=True, check=True).stdout
    shown = subprocess.run(
        ["djpeg", "-dct", "int", "-pnm"], input=data, capture_output=True, check=True
    ).stdout
    decoded, w, h = read_ppm(shown)
    assert (w, h) == (width, height) and grey == shown.startswith(b"P5")
    return data, decoded


def images():
    """Yields name, extension, file, pixels as they decode, width, height, width wanted."""
    w, h = 360, 240
    p = landscape(w, h, 4, 1)
    yield "landscape", "png", png(w, h, 8, 2, rows8(p, w, 3)), p, w, h, 128
    w, h = 480, 270
    p = landscape(w, h, 0, 2)
    yield "poster", "png", png(w, h, 8, 2, rows8(p, w, 3)), p, w, h, 200
    w, h = 210, 300
    p = face(w, h, 3)
    yield "portrait", "png", png(w, h, 8, 2, rows8(p, w, 3)), p, w, h, 128
    w, h = 330, 440
    g = page(w, h, 4)
    rows = [bytes(g[i : i + w]) for i in range(0, len(g), w)]
    yield "scan", "png", png(w, h, 8, 0, rows), [(v, v, v, 255) for v in g], w, h, 128
    w, h = 420, 260
    index, palette = bars(w, h)
    rows = [bytes(index[i : i + w]) for i in range(0, len(index), w)]
    shown = [(*palette[i], 0 if i == 0 else 255) for i in index]
    yield "chart", "png", png(w, h, 8, 3, rows, palette, [0]), shown, w, h, 128
    p = disc(200)
    yield "badge", "png", png(200, 200, 8, 6, rows8(p, 200, 4)), p, 200, 200, 64
    p = disc(24)
    yield "icon-enlarged", "png", png(24, 24, 8, 6, rows8(p, 24, 4)), p, 24, 24, 128
    w, h = 640, 37
    p = landscape(w, h, 2, 5)
    yield "banner", "png", png(w, h, 8, 2, rows8(p, w, 3)), p, w, h, 128
    w, h = 150, 100
    p = landscape(w, h, 3, 6)
    draw = Draw(66)
    rows = []
    for y in range(h):
        row = bytearray()
        for q in p[y * w : (y + 1) * w]:
            for c in q[:3]:
                row += bytes((c, draw.below(256)))
        rows.append(bytes(row))
    yield "sixteen-bit", "png", png(w, h, 16, 2, rows), p, w, h, 128
    w, h = 203, 161
    bits = [1 if v > 128 else 0 for v in page(w, h, 7)]
    rows = []
    for y in range(h):
        line = bits[y * w : (y + 1) * w] + [0] * (-w % 8)
        rows.append(bytes(int("".join(map(str, line[i : i + 8])), 2) for i in range(0, len(line), 8)))
    shown = [(255 * b, 255 * b, 255 * b, 255) for b in bits]
    yield "fax", "png", png(w, h, 1, 0, rows), shown, w, h, 128
    for name, w, h, options in (
        ("photo-420", 500, 333, ["-quality", "88", "-sample", "2x2"]),
        ("photo-444", 301, 200, ["-quality", "92", "-sample", "1x1"]),
        ("photo-grey", 320, 240, ["-quality", "85", "-grayscale"]),
    ):
        data, decoded = jpeg(landscape(w, h, 6, len(name)), w, h, options)
        yield name, "jpg", data, decoded, w, h, 128


# ---------------------------------------------------------------- words

VOCABULARY = {
    "english": (
        "the of and to in a is that for it as was with be by on not he his but at are this have from or "
        "harbour winter lantern bridge merchant it's don't engine valley Northern Tuesday river 1848 "
        "customs letter weather harvest railway copper telegraph island 42 ledger"
    ),
    "svenska": (
        "och i att det som en på är av för med till den har de inte om ett han men var jag från vi kan "
        "sjön fjället snö älven Göteborg Åre ö blåbär kväll tåget skärgård 1912 mörker ljus båten"
    ),
    "deutsch": (
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
        "Straße Größe Übung Fluß Mühle Dämmerung Grüße 1871 Brücke Weißwurst Königin Zürich"
    ),
    "français": (
        "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se l'eau "
        "d'abord été où ça Noël cœur forêt hôtel français garçon 1789 naïf Œuvre"
    ),
    "polski": (
        "i w nie na z się to że do jest o jak po co tak za od już dla być przez Łódź źródło żółty gęś "
        "ćma święto ósmy wąż 1918 Kraków Wisła"
    ),
    "русский": (
        "и в не на я быть он с что а по это она этот к но они мы весь который из у Москва снег ёлка "
        "Волга зима письмо ещё поезд вечер 1905 объезд"
    ),
    "ελληνικά": (
        "και το να του η της με που την από για είναι ένα στο θα τα οι τον θάλασσα ΟΔΟΣ Αθήνα νησί "
        "φως καλημέρα άνεμος λιμάνι"
    ),
    "日本語": "東京 大阪 山 川 の は が を に 朝 夜 電車 ラーメン さくら 新幹線 富士山 雨 雪 １２３",
    "türkçe": "ve bir bu da için ile çok daha İstanbul ışık IĞDIR şehir ağaç güneş öğrenci çay ÜZÜM",
    "mixed": "🚀 naïve café Ünïcode x² ½ e\u0301clair 𝒜lpha 𐐀𐐁 C++ a_b a-b @home #tag 3.14 100% ǅ ﬁn ʼn",
}
MARKS = [". ", ", ", " ", " ", " ", " ", " ", " ", "; ", "! ", "? ", " – ", " (", ") ", "\n", "\t", " … ", "» "]


def texts():
    for n, (name, size) in enumerate(
        (
            ("english", 1_000),
            ("english", 150_000),
            ("svenska", 12_000),
            ("deutsch", 30_000),
            ("français", 5_000),
            ("polski", 2_500),
            ("русский", 60_000),
            ("ελληνικά", 8_000),
            ("日本語", 4_000),
            ("türkçe", 1_500),
            ("mixed", 20_000),
        )
    ):
        words = VOCABULARY[name].split()
        draw, out, length = Draw(1000 + n), [], 0
        while length < size:
            # The product of two draws favours the words at the front, as real texts do.
            word = words[draw.below(1 + draw.below(len(words)))]
            if draw.below(12) == 0:
                word = word[:1].upper() + word[1:]
            piece = word + MARKS[draw.below(len(MARKS))]
            out.append(piece)
            length += len(piece.encode("utf-8"))
        yield "%02d-%s-%d" % (n, unicodedata.normalize("NFKD", ("english", "english", "swedish", "german", "french", "polish", "russian", "greek", "japanese", "turkish", "mixed")[n]), size), "".join(out)


def simple_lower(c):
    # str.lower() is the full mapping; of the one letter where it is longer, the simple one is its head.
    return c.lower()[0]


def bag(text):
    counts, word = {}, ""
    total = 0
    for c in text + " ":
        category = unicodedata.category(c)
        if category[0] in "LM" or category == "Nd":
            word += simple_lower(c)
        elif word:
            counts[word] = counts.get(word, 0) + 1
            total += 1
            word = ""
    answer = {"words": total, "distinct": len(counts), "counts": dict(sorted(counts.items()))}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


# ---------------------------------------------------------------- arithmetic


def mix(seed, rounds, values):
    x = seed & MASK
    values = [v & MASK for v in values] or [0]
    for i in range(rounds):
        x = ((x ^ values[i % len(values)]) * 6364136223846793005 + 1442695040888963407) & MASK
        x ^= x >> 29
    return "%016x" % x


def sums():
    for name, seed, rounds, count in (
        ("one-round", 1, 1, 0),
        ("plain", 42, 100_000, 0),
        ("negative-seed", -(1 << 63), 250_000, 3),
        ("readings-100", 2026, 300_000, 100),
        ("readings-1000", 7, 500_000, 1_000),
        ("readings-4000", 99_991, 800_000, 4_000),
        ("readings-9000", 123_456_789_012_345, 1_000_000, 9_000),
        ("long", (1 << 63) - 1, 2_000_000, 17),
        ("vector-longer-than-rounds", 5, 50, 200),
    ):
        draw, level, values = Draw(seed & MASK), 20_000, []
        for _ in range(count):
            # A sensor that drifts, with a spike now and then.
            level += draw.below(401) - 200
            values.append(-level * 1_000_003 if draw.below(50) == 0 else level)
        body = {"rounds": rounds, "seed": seed}
        if values:
            body["values"] = values
        answer = {"rounds": rounds, "result": mix(seed, rounds, values)}
        yield name, body, answer


# ---------------------------------------------------------------- files


def main():
    cases = []
    for folder in ("resize", "bag-of-words", "alu", "echo"):
        shutil.rmtree(os.path.join(HERE, folder), ignore_errors=True)
        os.makedirs(os.path.join(HERE, folder))

    def put(path, data):
        with open(os.path.join(HERE, path), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        return path

    def compact(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    for name, kind, data, pixels, w, h, width in images():
        small, dw, dh = scale(pixels, w, h, width)
        cases.append(
            {
                "function": "RESIZE",
                "name": name,
                "width": width,
                "input": put("resize/%s.%s" % (name, kind), data),
                "expected": put("resize/%s.expected.png" % name, rgba_png(small, dw, dh)),
            }
        )
    for name, text in texts():
        cases.append(
            {
                "function": "BAG_OF_WORDS",
                "name": name,
                "input": put("bag-of-words/%s.txt" % name, text),
                "expected": put("bag-of-words/%s.expected.json" % name, bag(text)),
            }
        )
    for name, body, answer in sums():
        cases.append(
            {
                "function": "ALU",
                "name": name,
                "input": put("alu/%s.json" % name, compact(body)),
                "expected": put("alu/%s.expected.json" % name, compact(answer)),
            }
        )
    for ms in (1, 5, 20, 40, 60, 80, 100, 120):
        cases.append(
            {
                "function": "SLEEPY",
                "name": "%d-ms" % ms,
                "json": {"sleepMs": ms},
                "answer": {"sleptMs": ms},
            }
        )
    draw = Draw(9)
    for name, count in (("order", 3), ("orders", 40), ("catalogue", 600)):
        body = [
            {"id": draw.below(1 << 40), "item": "åäö-%d" % draw.below(999), "price": draw.below(99_999) / 100}
            for _ in range(count)
        ]
        path = put("echo/%s.json" % name, compact({"lines": body}))
        cases.append({"function": "ECHO", "name": name, "input": path, "expected": path})
    put("cases.json", json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
    total = 0
    for root, _, files in os.walk(HERE):
        total += sum(os.path.getsize(os.path.join(root, f)) for f in files)
    print("%d cases, %d bytes" % (len(cases), total))


if __name__ == "__main__":
    main()
