"""Runs the tests of a context against each mutant of its rules and states, in forks of one warm process.

A changed function gets its changed code in a fork of the process that has collected the tests (the code object is exchanged, so
every reference to the function, decorated or not, meets the change), and only the tests that enter it run, the quickest first. A
changed statement of the module itself (a transition, a set of states) needs a new start: the fork happens at the moment the module
is imported for the first time, and all tests of the context run. The first failing test ends a mutant. No database connection is
open when a fork happens; all forks use one clone of the migrated template, in which every test rolls back.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import dataclasses
import gc
import importlib
import importlib.abc
import importlib.machinery
import io
import json
import os
import signal
import sys
import time
import types
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from mutants import Mutant, mutants  # noqa: E402

hypothesis_settings.register_profile(
    "mutation", derandomize=True, deadline=None, database=None, phases=(Phase.explicit, Phase.generate)
)

DIRECT = ("test_policies.py", "test_steps.py", "test_states.py")
"""The tests of rules and states alone: what they kill, they kill in a moment. What they leave is for the context's other tests."""
AGAIN = ("survived", "timeout")
SIGNS = {"killed": ".", "survived": "S", "timeout": "T", "broken": "-"}
BROKEN = 90
"""The changed module, or one that needs it, cannot be imported any more. No test is praised for that."""
PLACE = ROOT / "var" / "mutation"
OPTIONS = ("-p", "no:randomly", "-q", "-s", "-W", "ignore::pytest.PytestAssertRewriteWarning", "-m", "not browser")


@dataclass
class Run:
    """What one context's run knows; the forks inherit it."""

    waiting: dict[str, list[Mutant]]
    at_import: dict[str, list[Mutant]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    entered: dict[str, list[str]] = field(default_factory=dict)
    mutant: Mutant | None = None
    pipe: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    results: list[dict[str, Any]] = field(default_factory=list)
    modules: dict[str, types.ModuleType] = field(default_factory=dict)

    def in_fork(self, mutant: Mutant, tests: float) -> bool:
        """Fork. True in the fork, which is to run the tests (they need ``tests`` seconds when nothing is changed) and end. False in
        the process itself, once the fork has ended and its end is noted."""
        begun = time.time()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self.mutant, self.pipe = mutant, writing
            if not os.environ.get("MUTATION_LOUD"):
                _silence()
            return True
        os.close(writing)
        outcome, killer = _end_of(child, reading, 20 + 4 * tests)
        self.kills[killer] += outcome == "killed"
        self.kills[mutant.function + killer] += 1000 * (outcome == "killed")
        said = {"module": mutant.module, "line": mutant.line, "function": mutant.function, "difference": mutant.difference}
        print(SIGNS[outcome] if outcome not in AGAIN else f"\n{outcome}? {_said(said)}", end="", flush=True)
        self.results.append(said | {"outcome": outcome, "by": killer, "seconds": round(time.time() - begun, 2)})
        return False


def _said(result: dict[str, Any]) -> str:
    return f"{result['module']}:{result['line']} {result['function']}\n{result['difference']}\n"


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _end_of(child: int, reading: int, limit: float) -> tuple[str, str]:
    """How a fork ended, and the test that failed in it."""
    until = time.time() + limit
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.time() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)
            return "timeout", ""
        time.sleep(0.004)
    with os.fdopen(reading) as pipe:
        killer = pipe.read()
    if killer:
        return "killed", killer
    return ("survived" if os.waitstatus_to_exitcode(ended[1]) == 0 else "broken"), ""


class AtImport(importlib.abc.MetaPathFinder):
    """Stands where the modules with mutants are imported for the first time."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def find_spec(self, name, path, target=None):
        if name not in self.run.waiting:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = Changed(self.run, name, spec.origin)
        return spec


class Changed(importlib.machinery.SourceFileLoader):
    """Forks once for each mutant of the module's own statements; each fork goes on with the changed module."""

    def __init__(self, run: Run, name: str, path: str) -> None:
        super().__init__(name, path)
        self.run = run

    def exec_module(self, module: types.ModuleType) -> None:
        run = self.run
        run.modules[module.__name__] = module
        if run.mutant is None:
            for mutant in run.at_import.get(module.__name__, ()):
                if run.in_fork(mutant, sum(run.seconds.values())):
                    try:
                        exec(compile(mutant.source, str(mutant.path), "exec"), module.__dict__)
                    except BaseException:
                        os._exit(BROKEN)
                    return
        super().exec_module(module)


class Tests:
    """The part that runs inside pytest."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        run = self.run
        if session.testsfailed:
            os._exit(BROKEN)
        quick = sorted(session.items, key=lambda item: run.seconds.get(item.nodeid, 0.0))
        if run.mutant is not None:
            _test(run, quick)
        if not run.at_import:
            self._warm(quick)
        return True

    def _warm(self, quick: list[pytest.Item]) -> None:
        """Each mutant in a fork of this process, as it stands now, all tests collected."""
        run = self.run
        functions = _functions_of(run.modules)
        gc.freeze()
        for mutant in [one for some in run.waiting.values() for one in some]:
            entering = run.entered.get(f"{mutant.module}:{mutant.function}", ()) if mutant.function else None
            chosen = quick if entering is None else [item for item in quick if item.nodeid in entering]
            if run.in_fork(mutant, sum(run.seconds[item.nodeid] for item in chosen)):
                if mutant.function:
                    _exchange_code(functions, mutant)
                else:
                    _exchange_value(run.modules[mutant.module], mutant)
                _test(run, chosen)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self.run.mutant is not None and report.failed:
            os.write(self.run.pipe, report.nodeid.encode())
            os._exit(1)


def _test(run: Run, quick: list[pytest.Item]) -> None:
    """Run these, those first that have found most, and end the process; the first failure ends it earlier."""
    here = run.mutant.function if run.mutant else ""
    items = sorted(quick, key=lambda item: -run.kills[item.nodeid] - run.kills[here + item.nodeid])
    for item, following in zip(items, [*items[1:], None]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    os._exit(0)


def _functions_of(modules: dict[str, types.ModuleType]) -> dict[tuple[str, str], list[types.FunctionType]]:
    """Every function of these modules that anything holds, by module and name."""
    found: dict[tuple[str, str], list[types.FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is types.FunctionType and one.__module__ in modules:
            found.setdefault((one.__module__, one.__qualname__), []).append(one)
    return found


def _exchange_code(functions: dict[tuple[str, str], list[types.FunctionType]], mutant: Mutant) -> None:
    """Give a function, and those that were made in it, the changed code; whoever holds it, a ``Rule`` or an importer, runs that."""
    whole = compile(mutant.source, str(mutant.path), "exec")
    for (module, name), held in functions.items():
        if module == mutant.module and (name == mutant.function or name.startswith(f"{mutant.function}.<locals>.")):
            changed = _code_of(whole, name)
            for one in held:
                if changed is not None and changed.co_freevars == one.__code__.co_freevars:
                    one.__code__ = changed


def _exchange_value(module: types.ModuleType, mutant: Mutant) -> None:
    """Give a name of the module its changed value, where it stands and in every module that imported it.

    What was derived from it while modules were imported keeps the former value; therefore a survivor is tried again from the start.
    """
    before, after = (ast.parse(source).body for source in (mutant.path.read_text(), mutant.source))
    statement = next((new for old, new in zip(before, after) if ast.dump(old) != ast.dump(new)), None)
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            pass
        case _:
            os._exit(0)
    try:
        new = eval(compile(ast.Expression(value), str(mutant.path), "eval"), module.__dict__)
    except BaseException:
        os._exit(BROKEN)
    old = module.__dict__[name]
    if type(old) is type(new) and isinstance(old, dict):
        old.clear()
        old.update(new)
    elif type(old) is type(new) and dataclasses.is_dataclass(old):
        vars(old).update(vars(new))
    else:
        for other in [one for one in list(sys.modules.values()) if vars(one).get(name) is old]:
            setattr(other, name, new)


def _code_of(code: types.CodeType, name: str) -> types.CodeType | None:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_qualname == name:
                return constant
            if found := _code_of(constant, name):
                return found
    return None


class Baseline:
    """Runs the unchanged tests once: which of them enter which function, and how long each takes."""

    def __init__(self, run: Run) -> None:
        import coverage

        self.run = run
        self.paths = {str(some[0].path): some for some in run.waiting.values() if some}
        self.coverage = coverage.Coverage(data_file=None, config_file=False, include=[*self.paths])
        self.failed: list[str] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item):
        begun = time.time()
        self.coverage.switch_context(item.nodeid)
        result = yield
        self.run.seconds[item.nodeid] = time.time() - begun
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collection_finish(self) -> None:
        self.coverage.start()

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        for path, some in self.paths.items():
            reached = data.contexts_by_lineno(path)
            for name, lines in _functions(path).items():
                tests = {test for line in lines for test in reached.get(line, ()) if test}
                self.run.entered[f"{some[0].module}:{name}"] = sorted(tests)


def _makes_functions(mutant: Mutant) -> bool:
    """Whether a function makes others, perhaps while modules are imported, as the rules of steps are made."""
    tree = ast.parse(mutant.path.read_text())
    made = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == mutant.function]
    return any(isinstance(one, ast.FunctionDef) for node in made for one in ast.walk(node) if one is not node)


def _functions(path: str) -> dict[str, range]:
    """The lines of the bodies of a file's outermost functions."""
    found: dict[str, range] = {}

    def look(nodes: list[ast.stmt], prefix: str) -> None:
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                look(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.FunctionDef):
                found[prefix + node.name] = range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)

    look(ast.parse(Path(path).read_text()).body, "")
    return found


def _share_one_clone() -> Callable[[], None]:
    """Every fork uses one clone of the template: the first that a fork asks for. Returns what removes it."""
    from tutela.config.testing import cluster

    var = Path(os.environ["TUTELA_VAR"])
    name, clone, drop = cluster.clone(var, cluster.start(var)), cluster.clone, cluster.drop
    given: list[str] = []

    def shared(*arguments: Any) -> str:
        if given:
            return clone(*arguments)
        given.append(name)
        return name

    cluster.clone = shared
    cluster.drop = lambda location, which: None if which == name else drop(location, which)
    return lambda: drop(cluster.start(var), name)


def _aside(work: Callable[[], Any]) -> Any:
    """Do something in a fork, and return what it returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            json.dump(work(), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise SystemExit("A part of the run ended before its time.")
    return json.loads(said)


def _baseline(run: Run, tests: list[str]) -> dict[str, Any]:
    """What the unchanged tests enter and how long they take, and which modules from elsewhere they load."""
    code = pytest.main([*OPTIONS, *tests], plugins=[Baseline(run)])
    names = [name for name in sys.modules if name.split(".")[0] not in ("tutela", "tests", "conftest", "__main__")]
    return {"code": int(code), "names": names, "seconds": run.seconds, "entered": run.entered}


def _mutate(run: Run, tests: list[str]) -> list[dict[str, Any]]:
    """One pass over the mutants of ``run``; the results of the mutants."""
    sys.meta_path.insert(0, AtImport(run))
    remove = _share_one_clone()
    try:
        pytest.main([*OPTIONS, *tests], plugins=[Tests(run)])
    finally:
        if run.mutant is not None:
            os._exit(BROKEN)  # this fork never came as far as its tests
        remove()
    return run.results


def files_of(context: str) -> list[Path]:
    """The rules and states of a context."""
    home = ROOT / "tutela" / context
    return sorted([*home.glob("policies.py"), *home.glob("policies/*.py"), *home.glob("states.py")])


def _chosen(context: str, asked: argparse.Namespace) -> dict[str, list[Mutant]]:
    """The mutants to try, by module: all, a sample, those of one place, or those that survived the last time."""
    survived = {_key(one) for one in _former(context) if one["outcome"] in AGAIN}
    waiting = {}
    for path in files_of(context):
        found = [
            one for one in mutants(ROOT, path, asked.sample, asked.seed) if asked.only in f"{one.module}:{one.function}"
        ]
        if asked.again:
            found = [one for one in found if (one.module, one.function, one.difference) in survived]
        if found:
            waiting[found[0].module] = found
    return waiting


def _tests_of(context: str, quick: bool) -> list[str]:
    home = ROOT / "tests" / "unit" / context
    direct = [str(path.relative_to(ROOT)) for name in DIRECT if (path := home / name).exists()]
    return direct if quick and direct else [str(home.relative_to(ROOT))]


def _key(result: dict[str, Any]) -> tuple[str, str, str]:
    return result["module"], result["function"], result["difference"]


def _former(context: str) -> list[dict[str, Any]]:
    path = PLACE / f"{context}.json"
    return json.loads(path.read_text()) if path.exists() else []


def _measure(context: str, asked: argparse.Namespace) -> list[dict[str, Any]]:
    waiting = _chosen(context, asked)
    if not waiting:
        return _former(context) if asked.again else []
    run, tests = Run(waiting), _tests_of(context, asked.quick)
    said = _aside(lambda: _baseline(run, tests))
    if said["code"] != 0:
        raise SystemExit("The unchanged tests fail; there is nothing to measure.")
    run.seconds, run.entered = said["seconds"], said["entered"]
    for name in said["names"]:  # what the tests load from elsewhere is loaded here, once
        with contextlib.suppress(BaseException), contextlib.redirect_stderr(io.StringIO()):
            importlib.import_module(name)  # what wants its application first comes with it
    results = _aside(lambda: _mutate(run, tests))
    every = [one for some in waiting.values() for one in some]
    again = [
        number
        for number, one in enumerate(every)
        if results[number]["outcome"] in AGAIN and (not one.function or _makes_functions(one))
    ]
    for number in again:
        run.at_import.setdefault(every[number].module, []).append(every[number])
    if again:
        run.kills.update(result["by"] for result in results if result["by"])
        second = {(one["module"], one["difference"], one["line"]): one for one in _aside(lambda: _mutate(run, tests))}
        for number in again:
            results[number] = second[every[number].module, every[number].difference, every[number].line]
    if asked.again:
        fresh = {_key(one): one for one in results}
        results = [fresh.get(_key(one), one) for one in _former(context)]
    return results


def _figures(context: str, results: list[dict[str, Any]], seconds: float) -> str:
    ended = Counter(result["outcome"] for result in results)
    counted = len(results) - ended["broken"]
    share = f"{100 * (ended['killed'] + ended['timeout']) / counted:.1f} %" if counted else "none"
    parts = (context, len(results), ended["broken"], ended["killed"], ended["timeout"], ended["survived"], share)
    return "| " + " | ".join(map(str, parts)) + f" | {seconds:.0f} s |"


def main() -> int:
    """Measure the contexts one after the other; the results go to ``var/mutation``."""
    parser = argparse.ArgumentParser(prog="script/mutation", description=__doc__)
    parser.add_argument("--sample", type=float, default=1.0, help="share of the mutants of each file, drawn by --seed")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="", help="only mutants whose “module:function” contains this")
    parser.add_argument(
        "--quick", action="store_true", help=f"only the tests of rules and states themselves: {', '.join(DIRECT)}"
    )
    parser.add_argument("--again", action="store_true", help="only what survived the last time")
    parser.add_argument("contexts", nargs="*")
    asked = parser.parse_args()
    contexts = asked.contexts or sorted({path.parent.name for path in (ROOT / "tutela").glob("*/polic*")})
    if unknown := [context for context in contexts if not files_of(context)]:
        parser.error(f"no rules and no states in {', '.join(unknown)}")
    PLACE.mkdir(parents=True, exist_ok=True)
    lines = []
    for context in contexts:
        begun, child = time.time(), os.fork()
        if child == 0:
            (PLACE / f"{context}.json").write_text(json.dumps(_measure(context, asked), indent=1))
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            return 1
        results = json.loads((PLACE / f"{context}.json").read_text())
        for one in results:
            if one["outcome"] in AGAIN:
                print(f"{one['outcome']}: {_said(one)}")
        lines.append(_figures(context, results, time.time() - begun))
        print(lines[-1], flush=True)
    print(
        "\n| context | mutants | not counted: cannot start | killed | timeouts | survived | share | took |\n"
        + "|---" * 8
        + "|"
    )
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
