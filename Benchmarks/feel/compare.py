"""Compares decision tables in Sanbu with the same tables in zen-engine, on the same inputs, in one run.

zen-engine is called the way its users call it: a decision made once, evaluated with a dict. What its binding costs
is told by a decision that only hands its input on.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import zen

REGIONS = ["north", "south", "east", "west", "centre", "coast", "hills", "plain", "delta", "cape"]
DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def rules(count):
    """Bands of age, by region: every input has one rule."""
    regions = REGIONS if count >= 100 else REGIONS[:4]
    bands = count // len(regions)
    width = 1000 // bands
    return [
        (band * width, (band + 1) * width if band + 1 < bands else 1000, region, f"{region}-{band}")
        for band in range(bands)
        for region in regions
    ]


def inputs(table):
    regions = sorted({rule[2] for rule in table})
    return [{"age": (i * 37) % 1000, "region": regions[(i * 7) % len(regions)]} for i in range(200)]


def dmn(table):
    rows = "".join(
        f"<rule><inputEntry><text>[{low}..{high})</text></inputEntry>"
        f'<inputEntry><text>"{region}"</text></inputEntry>'
        f'<outputEntry><text>"{result}"</text></outputEntry></rule>'
        for low, high, region, result in table
    )
    return (
        f'<definitions xmlns="{DMN}" name="bench" namespace="urn:bench">'
        '<inputData id="a" name="age"><variable name="age" typeRef="number"/></inputData>'
        '<inputData id="r" name="region"><variable name="region" typeRef="string"/></inputData>'
        '<decision id="d" name="class"><variable name="class" typeRef="string"/>'
        '<informationRequirement><requiredInput href="#a"/></informationRequirement>'
        '<informationRequirement><requiredInput href="#r"/></informationRequirement>'
        '<decisionTable hitPolicy="FIRST">'
        "<input><inputExpression><text>age</text></inputExpression></input>"
        "<input><inputExpression><text>region</text></inputExpression></input>"
        f'<output name="class"/>{rows}</decisionTable></decision></definitions>'
    )


def graph(node):
    nodes = [{"id": "i", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}}]
    edges = []
    last = "i"
    if node:
        nodes.append(node)
        edges.append({"id": "e1", "sourceId": "i", "targetId": node["id"], "type": "edge"})
        last = node["id"]
    nodes.append({"id": "o", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}})
    edges.append({"id": "e2", "sourceId": last, "targetId": "o", "type": "edge"})
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def jdm(table):
    return graph({
        "id": "t", "name": "table", "type": "decisionTableNode", "position": {"x": 0, "y": 0},
        "content": {
            "hitPolicy": "first",
            "inputs": [
                {"id": "c1", "name": "age", "type": "expression", "field": "age"},
                {"id": "c2", "name": "region", "type": "expression", "field": "region"},
            ],
            "outputs": [{"id": "c3", "name": "class", "type": "expression", "field": "class"}],
            "rules": [
                {"_id": str(i), "c1": f"[{low}..{high})", "c2": f'"{region}"', "c3": f'"{result}"'}
                for i, (low, high, region, result) in enumerate(table)
            ],
        },
    })


def measure(evaluate, values, seconds=2.0):
    """Microseconds of processor time an evaluation: the best of five stretches, after a warm-up."""
    for value in values:
        evaluate(value)
    best = float("inf")
    for _ in range(5):
        done = 0
        start = time.process_time()
        while time.process_time() - start < seconds / 5:
            for value in values:
                evaluate(value)
            done += len(values)
        best = min(best, (time.process_time() - start) / done)
    return best * 1e6


def ours(program, folder, table, values, wanted):
    model = folder / "model.dmn"
    data = folder / "inputs.json"
    model.write_text(dmn(table))
    data.write_text("".join(f"{value['age']} {value['region']} {result}\n" for value, result in zip(values, wanted)))
    output = subprocess.run([program, "table", model, data], check=True, capture_output=True, text=True).stdout
    return float(output)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    print(subprocess.run([program, "expressions"], check=True, capture_output=True, text=True).stdout, end="")
    engine = zen.ZenEngine()
    through = engine.create_decision(json.dumps(graph(None)))
    binding = measure(lambda value: through.evaluate(value), [{"age": 1, "region": "north"}])
    print(f"zen-engine hands an input on          {binding:10.2f} µs")
    expression = zen.compile_expression("amount * rate > 1000 and age >= 18")
    context = {"amount": 5000, "rate": 0.25, "age": 30}
    print(f"zen-engine compiled condition         {measure(expression.evaluate, [context]):10.2f} µs")
    for count in (20, 1000):
        table = rules(count)
        values = inputs(table)
        decision = engine.create_decision(json.dumps(jdm(table)))
        wanted = [decision.evaluate(value)["result"]["class"] for value in values]
        with tempfile.TemporaryDirectory() as folder:
            own = ours(program, pathlib.Path(folder), table, values, wanted)
        theirs = measure(lambda value: decision.evaluate(value), values)
        print(f"table of {count:4} rules: sanbu {own:8.3f} µs, zen-engine {theirs:9.2f} µs: {theirs / own:8.1f} times the rate")
        bare = max(theirs - binding, 0.0)
        print(f"  without its binding's share:          zen-engine {bare:9.2f} µs: {bare / own:8.1f} times the rate")


main()
