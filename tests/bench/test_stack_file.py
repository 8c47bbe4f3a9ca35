import json
import runpy
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.errors import UserError
from bench.servers import Server
from bench.stack_file import CustomStack, load_stack_file

EXAMPLES = Path(__file__).parents[2] / "examples"

TELLS = """
import http.server, json, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        told = {"words": sys.argv[2:], "folder": os.getcwd(), "env": dict(os.environ)}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

STARTED = """
[[stack]]
name = "other"
command = '''
{python} tells.py {port} "two words" {workers}/{threads}/{connections} {"id":1} $HOME'''
env = { FROM = "{database_url}", WORKERS = "x{workers}", LISTEN = ":{port}" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "stacks.toml"
    path.write_text(text, encoding="utf-8")
    return path


def only(folder: Path, text: str) -> CustomStack:
    (stack,) = load_stack_file(written(folder, text))
    return stack


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict]:
    """What a service out of a file says that it was told."""
    folder = tmp_path_factory.mktemp("stack")
    (folder / "tells.py").write_text(TELLS)
    stack = only(folder, STARTED)
    place = "postgresql://a:{port}@b/c"
    with (
        Server(stack, database_url=place, workers=2, threads=3, pool_size=5) as server,
        urllib.request.urlopen(f"{server.url}/health", timeout=30) as answer,
    ):
        yield {**json.load(answer), "port": server.port, "its folder": str(folder)}


def test_a_command_is_split_like_a_shell_would_and_no_shell_reads_it(told):
    assert told["words"] == ["two words", "2/3/5", "{id:1}", "$HOME"]


def test_a_service_starts_in_the_folder_of_its_file(told):
    assert told["folder"] == told["its folder"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FROM", "postgresql://a:{port}@b/c"),
        ("DATABASE_URL", "postgresql://a:{port}@b/c"),
        ("WORKERS", "x2"),
        ("THREADS", "3"),
        ("PGAPPNAME", "other"),
    ],
)
def test_a_service_is_told_its_database_and_its_capacity(told, variable, value):
    assert told["env"][variable] == value


def test_the_port_is_filled_in_the_environment_too(told):
    assert told["env"]["LISTEN"] == f":{told['port']}"


def test_a_command_that_is_not_there_is_named(tmp_path):
    stack = only(tmp_path, '[[stack]]\nname = "x"\ncommand = ["./absent", "{port}"]')
    with pytest.raises(UserError, match=r"exit code 126 .* cannot run \./absent: No such file"):
        Server(stack, database_url="").start()


def test_a_list_of_words_is_taken_as_it_is(tmp_path):
    stack = only(tmp_path, '[[stack]]\nname = "x"\ncommand = ["a b", "{port}", "{}"]')
    assert stack.command_line == ("a b", "{port}", "{}")


def test_a_service_that_runs_has_a_url_without_a_closing_slash(tmp_path):
    stack = only(tmp_path, '[[stack]]\nname = "x"\nurl = "http://localhost:80/"')
    assert stack.url == "http://localhost:80"


def test_a_service_that_runs_has_no_command(tmp_path):
    stack = only(tmp_path, '[[stack]]\nname = "x"\nurl = "http://localhost:80"')
    with pytest.raises(RuntimeError, match="it is not started"):
        stack.command(1)


def test_what_a_file_leaves_out_is_custom_and_not_checked(tmp_path):
    stack = only(tmp_path, '[[stack]]\nname = "x"\ncommand = "run {port}"')
    said = (stack.framework, stack.server, stack.driver, stack.style, stack.warning, stack.contract)
    assert said == ("custom", "custom", "custom", "custom", None, False)


COMMAND = 'command = "run {port}"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"has no stack: begin each with a line \[\[stack\]\]"),
        ("stack = 1", "has no stack"),
        ("stack = [1]", "stack number 1: "),
        ("[[stack]", "is not TOML: "),
        (f'[[stacks]]\nname = "x"\n{COMMAND}', "'stacks' is not known"),
        (f"[[stack]]\n{COMMAND}", "stack number 1: name: is needed"),
        (f'[[stack]]\nname = "X"\n{COMMAND}', "stack 'X': name: a name has only small letters"),
        (f'[[stack]]\nname = "flask-psycopg"\n{COMMAND}', "'flask-psycopg': name: is one of ours"),
        (f'[[stack]]\nname = "x"\n{COMMAND}\n' * 2, "stack 'x': name: is there 2 times"),
        ('[[stack]]\nname = "x"', "stack 'x': give either command or url"),
        (f'[[stack]]\nname = "x"\n{COMMAND}\nurl = "http://a"', "give either command or url"),
        ('[[stack]]\nname = "x"\nurl = "http://a"\nenv = {A = "b"}', "env is for a stack that is"),
        ('[[stack]]\nname = "x"\ncommand = "run"', r"command or env must hold \{port\}"),
        ('[[stack]]\nname = "x"\ncommand = []', "'x': command: "),
        ('[[stack]]\nname = "x"\ncommand = 1', "'x': command: input should be a valid list"),
        ('[[stack]]\nname = "x"\ncommand = "a \'b"', "'x': command: no closing quotation"),
        ('[[stack]]\nname = "x"\ncommand = "run {prot}"', r"'x': command: .*\{prot\} is no place"),
        (f'[[stack]]\nname = "x"\n{COMMAND}\nenv = {{A = 1}}', "'x': env: A: .* valid string"),
        (f'[[stack]]\nname = "x"\n{COMMAND}\nenv = {{"A=" = "1"}}', "'x': env: A=: "),
        (f'[[stack]]\nname = "x"\n{COMMAND}\nenv = {{A = "\\u0000"}}', "'x': env: A: a NUL"),
        (f'[[stack]]\nname = "x"\n{COMMAND}\nthreads = 8', "'x': threads: is not known: a stack"),
        (f'[[stack]]\nname = "x"\n{COMMAND}\ncontract = "yes"', "'x': contract: .*boolean"),
        ('[[stack]]\nname = "x"\nurl = "localhost:8000"', "'x': url: must look like http://"),
        ('[[stack]]\nname = "x"\nurl = "http://a:b"', "'x': url: must look like http://"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence_that_names_it(tmp_path, text, message):
    with pytest.raises(UserError, match=rf"stacks\.toml[^\n]*{message}[^\n]*\.$"):
        load_stack_file(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match=r"Cannot read .*absent\.toml \(No such file"):
        load_stack_file(tmp_path / "absent.toml")


def test_the_example_is_served(fresh_database_url):
    (planted,) = load_stack_file(EXAMPLES / "stacks.toml")
    with (
        Server(planted, database_url=fresh_database_url) as server,
        urllib.request.urlopen(f"{server.url}/ready", timeout=30) as answer,
    ):
        assert json.load(answer) == {"status": "ready"}


@pytest.mark.parametrize("cpu_us", [0, 40])
def test_the_planted_work_takes_as_many_turns_as_fit_into_it(cpu_us):
    planted = runpy.run_path(str(EXAMPLES / "planted.py"))
    turns = []
    burn = planted["BurnsCpu"](lambda *_: [b"answer"], cpu_us)
    planted["BurnsCpu"].__call__.__globals__.update(turn=turns.append)
    assert burn({}, None) == [b"answer"]
    assert (len(turns), turns[0] > 0) == (1, cpu_us > 0)


def test_the_planted_service_says_what_it_lacks(monkeypatch):
    monkeypatch.delenv("PLANTED_CPU_US", raising=False)
    with pytest.raises(SystemExit, match="PLANTED_CPU_US must be set"):
        runpy.run_path(str(EXAMPLES / "planted.py"), run_name="__main__")
