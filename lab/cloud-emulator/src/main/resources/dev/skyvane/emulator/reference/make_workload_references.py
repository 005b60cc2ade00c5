#!/usr/bin/env python3
"""Makes the reference inputs and answers of the workloads, without any code of the project.

    /usr/bin/python3 make_workload_references.py

writes workloads.json and the folder workloads beside this file. Made with Python 3.11.2, networkx 2.8.8 and
numpy 1.24.2 (Debian 12: apt-get install python3-networkx python3-numpy python3-scipy). The contracts that are followed
here are in README.md; README.md is the contract, this script and the Java functions are two readings of
it. All content is drawn from fixed seeds.
"""

import csv
import decimal
import gzip
import hashlib
import io
import json
import math
import os
import re
import shutil
import struct
import zlib

import networkx
import numpy

from make_references import Draw, HERE, MASK

# ---------------------------------------------------------------- graphs


def graphs(seed):
    """Yields name, vertices, edges: sparse and dense ones, trees, parts, loops, repeated edges."""
    draw = Draw(seed)
    yield "one-vertex", 1, []
    yield "no-edges", 7, []
    yield "loop-and-repeats", 4, [(0, 0), (0, 1), (1, 0), (0, 1), (2, 2), (1, 3)]
    yield "ring", 40, [(i, (i + 1) % 40) for i in range(40)]
    yield "star", 60, [(0, i) for i in range(1, 60)]
    yield "grid", 144, [
        e
        for y in range(12)
        for x in range(12)
        for e in ([(12 * y + x, 12 * y + x + 1)] if x < 11 else [])
        + ([(12 * y + x, 12 * y + x + 12)] if y < 11 else [])
    ]
    yield "three-parts", 90, [
        (30 * part + draw.below(30), 30 * part + draw.below(30)) for part in range(3) for _ in range(70)
    ]
    yield "dense", 36, [(a, b) for a in range(36) for b in range(36) if a != b and draw.below(3)]
    # Each vertex is tied to earlier ones, the busier the likelier: few hubs, many leaves.
    ends, edges = [0, 1], [(1, 0)]
    for v in range(2, 700):
        for _ in range(3):
            other = ends[draw.below(len(ends))]
            edges.append((v, other))
            ends += [v, other]
    yield "hubs", 700, edges
    yield "sparse", 1500, [(draw.below(1500), draw.below(1500)) for _ in range(2200)]


def spanning(vertices, edges):
    # Weight and number together: no two edges are alike, so that there is one minimum only.
    graph = networkx.Graph()
    graph.add_nodes_from(range(vertices))
    for i, (a, b, w) in enumerate(edges):
        key = w * len(edges) + i
        if a != b and (not graph.has_edge(a, b) or graph[a][b]["weight"] > key):
            graph.add_edge(a, b, weight=key, number=i)
    forest = networkx.minimum_spanning_tree(graph, algorithm="prim")
    chosen = sorted(d["number"] for _, _, d in forest.edges(data=True))
    return {
        "trees": networkx.number_connected_components(graph),
        "weight": sum(edges[i][2] for i in chosen),
        "edges": chosen,
    }


def distances(vertices, edges, start):
    graph = networkx.Graph()
    graph.add_nodes_from(range(vertices))
    graph.add_edges_from(edges)
    found = networkx.single_source_shortest_path_length(graph, start)
    return {
        "reached": len(found),
        "depth": max(found.values()),
        "distances": [found.get(v, -1) for v in range(vertices)],
    }


def ranks(vertices, edges):
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(vertices))
    graph.add_edges_from(edges)
    step = numpy.zeros((vertices, vertices))
    for v in range(vertices):
        out = list(graph.successors(v))
        for target in out or range(vertices):
            step[target, v] = 1.0 / len(out or range(vertices))
    exact = numpy.linalg.solve(
        numpy.eye(vertices) - 0.85 * step, numpy.full(vertices, 0.15 / vertices)
    )
    again = networkx.pagerank(graph, alpha=0.85, tol=1e-13 / vertices, max_iter=2000)
    assert max(abs(exact[v] - again[v]) for v in range(vertices)) < 1e-11
    for value in exact * 1e9:
        # No rank is so near to a half that the last bits of the arithmetic decide.
        assert abs(value - math.floor(value) - 0.5) > 1e-4, value
    return {"ranks": [math.floor(value + 0.5) for value in exact * 1e9]}


# ---------------------------------------------------------------- texts


def genomes():
    yield "one-base", "A"
    yield "each-base", "ACGTN"
    yield "small-letters", "acgtACGTnn"
    yield "no-bases", ">a header and nothing else\n"
    for n, (name, length, skew) in enumerate(
        (("balanced", 500, 4), ("cg-rich", 3_000, 6), ("long", 9_000, 4), ("repeats", 2_000, 5))
    ):
        draw = Draw(500 + n)
        bases = "ACGTCG"[:skew]
        text = "".join(bases[draw.below(skew)] for _ in range(length))
        if name == "repeats":
            text = ("GATTACA" * 200 + text + "N" * 60)[:length]
        lines = [text[i : i + 60] for i in range(0, length, 60)]
        yield name, ">%s %d bases\n; a remark\n" % (name, length) + "\r\n".join(lines) + "\n"


def drawn(fasta):
    lines = [line for line in fasta.splitlines() if line[:1] not in (">", ";")]
    bases = re.sub(r"\s", "", "".join(lines)).upper()
    moves = {"A": (1, -1), "C": (-1, 1), "G": (1, 1), "T": (-1, -1), "N": (0, 0)}
    steps = numpy.array([step for base in bases for step in moves[base]], dtype=int)
    line = [0] + [int(y) for y in numpy.cumsum(steps)]
    answer = {"bases": len(bases)}
    answer.update({base: bases.count(base) for base in "ACGTN"})
    answer.update({"lowest": min(line), "highest": max(line), "line": line})
    return answer


def tables():
    yield "header-only", "a,b\n"
    yield "one-row", "name,amount\nx,1.50\n"
    yield "quotes", 'name,"said, or not",n\r\n"Å, Ä","he said ""no""",-1\r\n"two\nlines",,2.25\r\n'
    yield "no-end-of-line", "n\n1\n2\n3"
    yield "scales", "v\n1.0\n1.00\n-0.5\n12345678901234567890.123456789\n007\n1e5\n +1\n"
    yield "unicode", "stad,folk\nGöteborg,604829\n東京,13960000\nΑθήνα,664046\n"
    for n, (name, rows) in enumerate((("orders", 120), ("readings", 900))):
        draw = Draw(800 + n)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "item", "price", "note", "when"])
        for i in range(rows):
            cents = draw.below(200_000) - 20_000
            price = "%s%d.%02d" % ("-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100)
            writer.writerow(
                [
                    i + 1,
                    "item-%d" % draw.below(40),
                    "" if draw.below(20) == 0 else price,
                    ("plain", "", 'with "quotes"', "with, comma", "åäö")[draw.below(5)],
                    "2026-%02d-%02d" % (1 + draw.below(12), 1 + draw.below(28)),
                ]
            )
        yield name, out.getvalue()


def summary(text):
    decimal.getcontext().prec = 200
    rows = list(csv.reader(io.StringIO(text, newline="")))
    columns = []
    for i, name in enumerate(rows[0]):
        fields = [row[i] for row in rows[1:]]
        numbers = [
            decimal.Decimal(f)
            for f in fields
            if re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", f)
        ]
        column = {
            "name": name,
            "empty": fields.count(""),
            "distinct": len(set(fields) - {""}),
            "numbers": len(numbers),
        }
        if numbers:
            column["sum"] = format(sum(numbers, decimal.Decimal(0)), "f")
            column["least"] = format(min(numbers), "f")
            column["most"] = format(max(numbers), "f")
        columns.append(column)
    return {"rows": len(rows) - 1, "columns": columns}


def blobs():
    yield "empty", b""
    yield "one-byte", b"x"
    yield "zeros", bytes(50_000)
    yield "line", b"The quick brown fox jumps over the lazy dog.\n" * 3
    draw = Draw(31)
    yield "noise", bytes(draw.below(256) for _ in range(4_000))
    yield "words", b" ".join(
        (b"order", b"route", b"price", b"carbon", b"region", b"delay")[draw.below(6)] for _ in range(5_000)
    )
    yield "all-bytes", bytes(range(256)) * 4
    yield "json", json.dumps([{"id": draw.below(10_000), "ok": draw.below(2) == 0} for _ in range(600)]).encode()


# ---------------------------------------------------------------- arithmetic


def linear(x):
    return (x * 6364136223846793005 + 1442695040888963407) & MASK


def chain(text, rounds):
    state = text.encode("utf-8")
    for _ in range(rounds):
        state = hashlib.sha256(state).digest()
    return {"rounds": rounds, "sha256": state.hex()}


def written(lines, seed):
    x, out = seed & MASK, []
    for i in range(lines):
        x = linear(x)
        out.append("%d %016x\n" % (i, x))
    data = "".join(out).encode("ascii")
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def bits(value):
    return struct.pack(">d", value).hex()


def calculated(loops, seed):
    x, total = seed & MASK, 0.0
    for _ in range(loops):
        x = linear(x)
        a = 1.0 + (x >> 44)
        x = linear(x)
        b = 1.0 + (x >> 44)
        x = linear(x)
        c = 1.0 + (x >> 44)
        total += a * b / c
    return {"loops": loops, "sum": bits(total), "root": bits(math.sqrt(total))}


def matrices():
    yield "one-by-one", [[7]], [[-6]]
    yield "identity", [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 2], [3, 4], [5, 6]]
    yield "row-by-column", [[1, 2, 3, 4]], [[5], [6], [7], [8]]
    yield "column-by-row", [[1], [2], [3]], [[4, 5, 6]]
    yield "greatest", [[10_000_000] * 8] * 2, [[10_000_000, -10_000_000]] * 8
    for n, (name, a, b, c, most) in enumerate(
        (("small", 5, 9, 4, 100), ("square", 30, 30, 30, 1_000), ("wide", 8, 60, 40, 1_000_000))
    ):
        draw = Draw(900 + n)
        first = [[draw.below(2 * most + 1) - most for _ in range(b)] for _ in range(a)]
        second = [[draw.below(2 * most + 1) - most for _ in range(c)] for _ in range(b)]
        yield name, first, second


def product(a, b):
    result = numpy.array(a, dtype=numpy.int64) @ numpy.array(b, dtype=numpy.int64)
    return {"rows": result.shape[0], "columns": result.shape[1], "product": result.tolist()}


# ---------------------------------------------------------------- files


def main():
    cases = []
    folder = os.path.join(HERE, "workloads")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)

    def put(name, data):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        return "workloads/" + name

    def compact(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def case(function, name, body, answer):
        stem = function.lower().replace("_", "-") + "-" + name
        cases.append(
            {
                "function": function,
                "name": name,
                "input": put(stem + ".json", compact(body)),
                "expected": put(stem + ".expected.json", compact(answer)),
            }
        )

    def raw_case(function, name, field, kind, text, answer):
        stem = function.lower().replace("_", "-") + "-" + name
        cases.append(
            {
                "function": function,
                "name": name,
                "field": field,
                "type": kind,
                "input": put(stem + ".txt", text),
                "expected": put(stem + ".expected.json", compact(answer)),
            }
        )

    draw = Draw(70)
    for name, vertices, edges in graphs(71):
        weighted = [(a, b, draw.below(90) - 20) for a, b in edges]
        body = {"vertices": vertices, "edges": weighted}
        case("MINIMUM_SPANNING_TREE", name, body, spanning(vertices, weighted))
    for name, vertices, edges in graphs(72):
        start = draw.below(vertices)
        body = {"vertices": vertices, "edges": edges, "start": start}
        case("BREADTH_FIRST_SEARCH", name, body, distances(vertices, edges, start))
    for name, vertices, edges in graphs(74):
        case("PAGE_RANK", name, {"vertices": vertices, "edges": edges}, ranks(vertices, edges))
    for name, fasta in genomes():
        raw_case("DNA_VISUALISATION", name, "sequence", "text/x-fasta", fasta, drawn(fasta))
    for name, text in tables():
        raw_case("CSV", name, "csv", "text/csv", text, summary(text))
    for name, data in blobs():
        stem = "compress-" + name
        packed = gzip.compress(data, mtime=0)
        assert gzip.decompress(packed) == data
        cases.append(
            {
                "function": "COMPRESS",
                "name": name,
                "input": put(stem + ".bin", data),
                "expected": put(stem + ".expected.gz", packed),
                "crc32": "%08x" % zlib.crc32(data),
            }
        )
    for n, (text, rounds) in enumerate(
        (("", 1), ("abc", 1), ("abc", 2), ("åäö 🚀", 3), ("a", 100), ("b", 1_000), ("c", 50_000), ("d", 200_000))
    ):
        case("STRESS", "%d-%d" % (n, rounds), {"rounds": rounds, "text": text}, chain(text, rounds))
    for lines, seed in ((0, 1), (1, 0), (2, -1), (10, 7), (100, -(1 << 63)), (1_000, 5), (10_000, 6), (40_000, 8)):
        case("WRITER", "%d-lines" % lines, {"lines": lines, "seed": seed}, written(lines, seed))
    for loops, seed in ((1, 0), (1, 1), (2, -1), (10, 3), (100, (1 << 63) - 1), (1_000, 4), (50_000, 5), (300_000, 9)):
        body = {"loops": loops, "seed": seed}
        case("CALCS", "%d-loops-%d" % (loops, len(cases)), body, calculated(loops, seed))
    for name, a, b in matrices():
        case("MATRIX", name, {"a": a, "b": b}, product(a, b))
    # What an HTTP server that serves this folder answers, read from the disk here.
    served = {}
    for name in sorted(os.listdir(folder))[::9]:
        with open(os.path.join(folder, name), "rb") as f:
            data = f.read()
        served["workloads/" + name] = {
            "status": 200,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    with open(os.path.join(HERE, "served.json"), "w") as f:
        f.write(json.dumps(served, indent=1) + "\n")
    with open(os.path.join(HERE, "workloads.json"), "w") as f:
        f.write(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
    total = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    print("%d cases, %d bytes, %d served" % (len(cases), total, len(served)))


if __name__ == "__main__":
    main()
