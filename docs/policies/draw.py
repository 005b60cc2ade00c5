#!/usr/bin/env python3
"""Draws the pictures of docs/policies.md: python3 docs/policies/draw.py

Seven made-up regions, as a caller sees them, are placed by the same formulas as in the router,
written here a second time. Standard library only.
"""

from pathlib import Path

# name, distance in km, carbon in g and cost in USD, both per million invocations
REGIONS = [
    ("A", 300, 7.2, 1.00),
    ("B", 900, 5.0, 0.80),
    ("C", 1500, 1.05, 1.05),
    ("D", 3200, 1.0, 0.90),
    ("E", 4600, 3.4, 0.60),
    ("F", 6000, 0.6, 1.10),
    ("G", 7600, 6.4, 0.62),
]
KM, GRAMS = 8000, 8
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 340, 220, 44, 14, 12, 40
CHOSEN, OTHER, OUT, LINE = "#1b7f4b", "#8a8f98", "#d0d3d8", "#c2571a"


def latency(region):
    """FED Fig. 4: 46 ms and 3.1 ms per 100 km."""
    return 46 + 0.031 * region[1]


def multiples(column):
    """A value in multiples of the best, nothing below a hundredth of the worst."""
    values = [region[column] for region in REGIONS]
    least = max(values) / 100
    return lambda region: max(region[column], least) / max(min(values), least)


def x(km):
    return LEFT + km / KM * (WIDTH - LEFT - RIGHT)


def y(grams):
    return HEIGHT - BOTTOM - grams / GRAMS * (HEIGHT - TOP - BOTTOM)


def text(at_x, at_y, words, size=11, anchor="start", fill="#40444b"):
    return (
        f'<text x="{at_x:.1f}" y="{at_y:.1f}" font-size="{size}" text-anchor="{anchor}"'
        f' fill="{fill}">{words}</text>'
    )


def line(points, color=LINE, dash=""):
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.3"{dashes}/>'


def save(name, title, parts):
    Path(__file__).with_name(name + ".svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" font-family="sans-serif" role="img">\n<title>{title}</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def axes(across, up):
    bottom = HEIGHT - BOTTOM
    return [
        line([(LEFT, TOP), (LEFT, bottom), (WIDTH - RIGHT, bottom)], "#40444b"),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across, anchor="middle"),
        f'<g transform="translate(14 {(TOP + bottom) / 2}) rotate(-90)">'
        + text(0, 0, up, anchor="middle")
        + "</g>",
    ]


def world(name, title, score, out=(), tolerance=0.05, nearest_first=False, lines=()):
    """Regions by distance and carbon: the near-optimal set green, who leads it ringed."""
    left = [region for region in REGIONS if region[0] not in out]
    best = min(score(region) for region in left)
    near = [region for region in left if score(region) <= best * (1 + tolerance)]
    leader = min(near, key=(lambda region: region[1]) if nearest_first else score)
    parts = axes("distance from the caller →", "carbon →") + list(lines)
    for region in REGIONS:
        color = CHOSEN if region in near else OUT if region[0] in out else OTHER
        parts.append(f'<circle cx="{x(region[1]):.1f}" cy="{y(region[2]):.1f}" r="6" fill="{color}"/>')
        if region is leader:
            parts.append(
                f'<circle cx="{x(region[1]):.1f}" cy="{y(region[2]):.1f}" r="10" fill="none"'
                f' stroke="{CHOSEN}" stroke-width="2"/>'
            )
        parts.append(text(x(region[1]) + 11, y(region[2]) - 6, region[0], fill=color))
    save(name, title, parts)


def contours(weight_km, weight_grams):
    """Where a weighted score is equal, through the best region."""
    far, dirty = multiples(1), multiples(2)

    def score(region):
        return weight_km * far(region) + weight_grams * dirty(region)

    unit_km = min(region[1] for region in REGIONS)
    unit_grams = min(region[2] for region in REGIONS)
    best = min(map(score, REGIONS))
    drawn = []
    for factor in (1, 1.6, 2.4):
        ends = []
        for grams in (0, GRAMS):
            km = (factor * best - weight_grams * grams / unit_grams) / weight_km * unit_km
            ends.append((km, grams))
        (km0, g0), (km1, g1) = ends
        slope = (g1 - g0) / (km1 - km0)
        points = [(km, g0 + (km - km0) * slope) for km in range(0, KM + 1, 20)]
        points = [(x(km), y(g)) for km, g in points if 0 <= g <= GRAMS]
        drawn.append(line(points, dash="" if factor == 1 else "3 4"))
    return score, drawn


def horizontal(grams, words):
    return [
        line([(x(0), y(grams)), (x(KM), y(grams))], dash="4 3"),
        text(WIDTH - RIGHT, y(grams) - 4, words, 10, "end", LINE),
    ]


def vertical(km, words):
    return [
        line([(x(km), y(0)), (x(km), y(GRAMS))], dash="4 3"),
        text(x(km) + 4, TOP + 8, words, 10, fill=LINE),
    ]


def free_tiers():
    """Marginal price of three providers while a month goes on; the cheapest is always taken."""
    free, price = [4, 3, 2], [0.6, 0.8, 1.0]
    parts = axes("runs since the month began →", "price of the next run →")
    start, scale, top = LEFT, (WIDTH - LEFT - RIGHT) / 14, HEIGHT - BOTTOM
    for index, quantity in enumerate(free):
        parts.append(
            f'<rect x="{start:.1f}" y="{top - 6}" width="{quantity * scale - 2:.1f}" height="6"'
            f' fill="{CHOSEN}" opacity="{1 - 0.25 * index}"/>'
        )
        parts.append(text(start + quantity * scale / 2, top - 12, f"{'EGB'[index]} free", 10, "middle"))
        start += quantity * scale
    height = price[0] * 130
    parts.append(
        f'<rect x="{start:.1f}" y="{top - height:.1f}" width="{5 * scale:.1f}" height="{height:.1f}"'
        f' fill="{OTHER}"/>'
    )
    parts.append(text(start + 2.5 * scale, top - height - 6, "E, the cheapest list price", 10, "middle"))
    save("minimize-cost", "Free tiers of all providers are used up before anything is paid", parts)


def held():
    """Two regions whose carbon crosses, and who leads with and without hysteresis."""
    a = [3.4, 3.2, 3.3, 3.1, 3.6, 4.4, 5.2, 5.8, 6.0, 5.4, 4.2, 3.4, 3.0]
    b = [4.2, 3.1, 3.5, 3.0, 3.7, 3.6, 3.5, 3.4, 3.5, 3.6, 3.8, 3.7, 3.6]
    step = (WIDTH - LEFT - RIGHT) / (len(a) - 1)

    def at(i, grams):
        return LEFT + i * step, 150 - grams * 20

    parts = axes("time →", "carbon →")
    parts.append(line([at(i, g) for i, g in enumerate(a)], "#2b5fb3"))
    parts.append(line([at(i, g) for i, g in enumerate(b)], LINE))
    parts.append(text(*at(8, 6.2), "A", fill="#2b5fb3"))
    parts.append(text(*at(8, 2.6), "B", fill=LINE))
    leader, free, leads = "A", "A", []
    for i in range(len(a)):
        now = {"A": a[i], "B": b[i]}
        other = "B" if leader == "A" else "A"
        if now[other] < now[leader] * 0.9:
            leader = other
        free = min(now, key=now.get)
        leads.append((free, leader))
    for row, words in enumerate(("best", "held")):
        for i in range(len(a) - 1):
            color = "#2b5fb3" if leads[i][row] == "A" else LINE
            parts.append(
                f'<rect x="{LEFT + i * step:.1f}" y="{156 + 12 * row}" width="{step:.1f}" height="9"'
                f' fill="{color}"/>'
            )
        parts.append(text(LEFT - 3, 164 + 12 * row, words, 9, "end"))
    save("hysteresis", "With a margin of 10 % small crossings change nothing", parts)


def spread():
    """Calls in flight at four regions of unlike limits, by way of spreading."""
    limits = [40, 20, 10, 10]
    ways = [
        ("least-outstanding", [10, 10, 10, 10]),
        ("round-robin", [10, 10, 10, 10]),
        ("capacity", [20, 10, 5, 5]),
        ("two-choices", [11, 10, 10, 9]),
    ]
    parts = [text(8, 14, "40 calls in flight, limits 40, 20, 10, 10; grey is what is left", 10)]
    for row, (words, calls) in enumerate(ways):
        top = 28 + 48 * row
        parts.append(text(112, top + 20, words, 11, "end"))
        for i, (limit, count) in enumerate(zip(limits, calls)):
            left = 122 + 54 * i
            parts.append(f'<rect x="{left}" y="{top}" width="{limit * 1.2:.1f}" height="26" fill="{OUT}"/>')
            parts.append(f'<rect x="{left}" y="{top}" width="{count * 1.2:.1f}" height="26" fill="{CHOSEN}"/>')
    save("spread", "How picks spread over the near-optimal set", parts)


def main():
    world("minimize-distance", "The nearest", lambda region: region[1])
    world(
        "minimize-carbon",
        "The lowest carbon; the nearest among what is within the tolerance",
        lambda region: region[2],
        out=("F",),
        tolerance=0.06,
        nearest_first=True,
        lines=horizontal(1.06, "the lowest and 6 %"),
    )
    even, lines = contours(1, 1)
    world("balanced", "Distance and carbon 1:1, in multiples of the best", even, lines=lines)
    weighted, lines = contours(3, 1)
    world("distance-weighted", "Distance and carbon 3:1, in multiples of the best", weighted, lines=lines)

    per_gram, per_ms = 0.1, 0.01  # USD per million: 100 USD/kg and 0.00001 USD/s

    def usd(region):
        return region[3] + per_gram * region[2] + per_ms * latency(region)

    slope = per_ms * 0.031 / per_gram
    drawn = []
    for grams in (2, 4, 6):
        points = [(km, grams - slope * km) for km in range(0, KM + 1, 50)]
        drawn.append(line([(x(km), y(g)) for km, g in points if g >= 0], dash="3 4"))
    world("minimize-usd", "Cost, carbon and latency in USD", usd, lines=drawn)
    world(
        "within",
        "The least carbon within a budget of latency",
        lambda region: region[2],
        out=tuple(region[0] for region in REGIONS if latency(region) > latency(REGIONS[0]) + 50),
        lines=vertical((latency(REGIONS[0]) + 50 - 46) / 0.031, "+50 ms"),
    )
    free_tiers()
    held()
    spread()


if __name__ == "__main__":
    main()
