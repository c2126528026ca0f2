"""Runs the same process models in Sanbu's engine and in SpiffWorkflow, in memory, in one run.

Both do the same: an instance is begun, its script and its conditions are evaluated, each open task is completed, until
the instance has ended. Once as such, once with the state written out and read again whenever the instance waits.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" '
    'id="d" targetNamespace="t"><process id="p" isExecutable="true">'
)


def chain(*ids):
    return "".join(f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in zip(ids, ids[1:]))


def decision(ours):
    """Five nodes: a script, a choice, a task."""
    script = (
        '<scriptTask id="c" scriptFormat="feel"><extensionElements><sanbu:execution resultVariable="b"/>'
        "</extensionElements><script>a + 1</script></scriptTask>"
        if ours
        else '<scriptTask id="c"><script>b = a + 1</script></scriptTask>'
    )
    return (
        HEAD + '<startEvent id="s"/>' + script + '<exclusiveGateway id="x" default="x-v"/>'
        '<userTask id="u"/><userTask id="v"/><endEvent id="e"/>' + chain("s", "c", "x")
        + '<sequenceFlow id="x-u" sourceRef="x" targetRef="u"><conditionExpression>b &gt; 10</conditionExpression></sequenceFlow>'
        + chain("x", "v") + chain("u", "e") + chain("v", "e") + "</process></definitions>"
    )


def fork(ours):
    """Ten branches and their join."""
    tasks = "".join(f'<userTask id="t{i}"/>' for i in range(10))
    flows = "".join(chain("f", f"t{i}", "j") for i in range(10))
    return (
        HEAD + '<startEvent id="s"/><parallelGateway id="f"/><parallelGateway id="j"/><endEvent id="e"/>'
        + tasks + chain("s", "f") + flows + chain("j", "e") + "</process></definitions>"
    )


def line(ours):
    """Twenty tasks one after the other, the form of a long business process."""
    ids = [f"t{i}" for i in range(20)]
    tasks = "".join(f'<userTask id="{i}"/>' for i in ids)
    return HEAD + '<startEvent id="s"/><endEvent id="e"/>' + tasks + chain("s", *ids, "e") + "</process></definitions>"


def measure(work, seconds=2.0):
    for _ in range(5):
        work()
    best = float("inf")
    for _ in range(5):
        done = 0
        start = time.process_time()
        while time.process_time() - start < seconds / 5:
            work()
            done += 1
        best = min(best, (time.process_time() - start) / done)
    return best * 1e6


def play(spec, serializer=None):
    workflow = BpmnWorkflow(spec)
    workflow.task_tree.data["a"] = 20
    workflow.do_engine_steps()
    while not workflow.is_completed():
        if serializer:
            workflow = serializer.deserialize_json(serializer.serialize_json(workflow))
        for task in workflow.get_tasks(state=TaskState.READY, manual=True):
            task.data["ok"] = True
            task.run()
            workflow.do_engine_steps()
    if serializer:
        serializer.serialize_json(workflow)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    serializer = BpmnWorkflowSerializer()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, make in [("script, choice, task", decision), ("ten branches", fork), ("twenty tasks", line)]:
            (folder / "ours.bpmn").write_text(make(True))
            (folder / "theirs.bpmn").write_text(make(False))
            output = subprocess.run([program, folder / "ours.bpmn"], check=True, capture_output=True, text=True).stdout
            plain, stored = (float(number) for number in output.split())
            parser = BpmnParser()
            parser.add_bpmn_file(str(folder / "theirs.bpmn"))
            spec = parser.get_spec("p")
            other, other_stored = measure(lambda: play(spec)), measure(lambda: play(spec, serializer))
            print(f"{name:22} sanbu {plain:9.1f} µs  SpiffWorkflow {other:11.1f} µs  {other / plain:7.0f} times the rate")
            print(f"{'  stored at each wait':22} sanbu {stored:9.1f} µs  SpiffWorkflow {other_stored:11.1f} µs  "
                  f"{other_stored / stored:7.0f} times the rate")


main()
