"""The command line as scripts use it."""

import json
import os
import re
import subprocess
import time

import httpx
import pytest

from support import media
from support.faces import ARK, XCOMPUTE, Client, text_body
from support.pictures import encoded, natural
from support.server import Server, binary


def run(*arguments, environment=None, timeout=180, cwd=None):
    return subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=timeout, cwd=cwd,
                          env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL)


def test_version():
    done = run("--version")
    assert done.returncode == 0 and re.fullmatch(r"(filmgate )?\d+\.\d+\.\d+\S*\n", done.stdout), done


def test_help_names_every_option():
    text = run("help", "serve").stdout
    for option in ("--host", "--port", "--data", "--config", "--public-url", "--allow-fetch-cidr"):
        assert option in text
    text = run("help", "generate").stdout
    for option in ("--first-frame", "--last-frame", "--resolution", "--ratio", "--duration", "--seed", "--no-audio",
                   "--camera-fixed", "--watermark", "--draft", "--save-last-frame", "-o", "--server", "--api-key", "--json"):
        assert option in text
    assert run("help", "keys").returncode == 0


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--port", "x"], ["generate"], ["keys", "revoke"],
                                       ["generate", "x", "--last-frame", "a.png"], ["serve", "--nonsense"]], ids=" ".join)
def test_wrong_usage_is_64(arguments):
    done = run(*arguments)
    assert done.returncode == 64 and done.stderr and not done.stdout, done


class TestKeys:
    def test_create_prints_the_key_alone_and_works_at_once(self, server):
        for dialect in (None, "ark", "xcompute"):
            arguments = ["--dialect", dialect] if dialect else []
            done = server.keys("create", *arguments)
            key = done.stdout.strip()
            assert done.stdout == key + "\n" and len(key) >= 32 and not re.search(r"\s", key)
            assert Client(server.url, key).get(ARK.create).status_code == 200

    def test_revoke_is_at_once(self, server):
        key = server.make_key(name="to revoke")
        client = Client(server.url, key)
        assert client.get(ARK.create).status_code == 200
        [line] = [line for line in server.keys("list").stdout.splitlines() if "to revoke" in line]
        assert key not in server.keys("list").stdout
        server.keys("revoke", line.split()[0])
        # Not after a while: the very next request, also on a connection that is open already.
        ARK.refused(client.get(ARK.create), 401)
        ARK.refused(client.post(ARK.create, text_body(ARK)), 401)

    def test_an_unknown_key_cannot_be_revoked(self, server):
        assert server.keys("revoke", "nothing", check=False).returncode not in (0, 64)

    def test_a_wrong_dialect_is_refused(self, server):
        done = server.keys("create", "--dialect", "nonsense", check=False)
        assert done.returncode == 64 and "xcompute" in done.stderr and not done.stdout

    def test_the_data_are_private(self, server):
        for path in [server.data, *server.data.rglob("*")]:
            assert path.stat().st_mode & 0o077 == 0, f"{path} is {oct(path.stat().st_mode)}"

    def test_keys_are_stored_hashed(self, server):
        key = server.make_key()
        for path in server.data.rglob("*"):
            if path.is_file() and path.name != "first.key":
                assert key.encode() not in path.read_bytes(), path


class TestServe:
    def test_the_printed_line_works_when_pasted(self, tmp_path):
        server = Server(tmp_path / "data with space").start()
        end = time.monotonic() + 10
        while not (lines := [line for line in server.lines if line.startswith("curl")]):
            assert time.monotonic() < end, server.lines
            time.sleep(0.05)
        done = subprocess.run(["bash", "-c", lines[0]], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and json.loads(done.stdout)["id"].startswith("cgt-"), (lines[0], done)
        assert server.key not in "\n".join(server.lines), "the key is printed to something that is no terminal"
        assert (server.data / "first.key").stat().st_mode & 0o777 == 0o600
        assert server.stop() == 0
        lines = len(server.lines)
        server.start()
        time.sleep(0.3)
        assert not [line for line in server.lines[lines:] if "curl" in line], "a second start makes another key"
        assert Client(server.url, server.key).get(ARK.create).status_code == 200
        server.stop()

    def test_a_second_server_on_the_same_data_refuses(self, server):
        done = run("serve", "--port", "0", "--data", str(server.data), timeout=30)
        assert done.returncode not in (0, 64) and done.stderr

    def test_a_public_address_needs_public_url_and_a_key(self, tmp_path):
        done = run("serve", "--host", "0.0.0.0", "--port", "0", "--data", str(tmp_path / "a"), timeout=30)
        assert done.returncode == 78 and "public_url" in done.stderr, done
        done = run("serve", "--host", "0.0.0.0", "--port", "0", "--data", str(tmp_path / "a"), "--public-url",
                   "http://films.example", timeout=30)
        assert done.returncode == 78 and "key" in done.stderr, done

    def test_a_taken_port_is_told(self, server, tmp_path):
        done = run("serve", "--port", server.url.rsplit(":", 1)[1], "--data", str(tmp_path / "data"), timeout=30)
        assert done.returncode not in (0, 64) and done.stderr, done

    @pytest.mark.parametrize("text,words", [("tasks:\n  max_agee: 3\n", "max_agee"), ("- a\n", ""), ("tasks: [", ""),
                                            ("tasks:\n  max_queued: many\n", "max_queued")])
    def test_a_wrong_configuration_names_file_line_and_key(self, tmp_path, text, words):
        path = tmp_path / "filmgate.yaml"
        path.write_text(text)
        done = run("serve", "--port", "0", "--data", str(tmp_path / "data"), "--config", str(path), timeout=30)
        assert done.returncode == 78 and words in done.stderr and "filmgate.yaml" in done.stderr, done
        if words:
            assert re.search(r"\b2\b", done.stderr), done.stderr

    def test_links_are_built_from_the_public_url(self, tmp_path):
        server = Server(tmp_path / "data", "--public-url", "https://films.example/base/").start()
        port = re.search(r":(\d+)", "".join(server.lines))
        try:
            listening = next(iter(_ports(server.pid)))
            client = Client(f"http://127.0.0.1:{listening}", server.key)
            story = client.follow(ARK, client.make(ARK, text_body(ARK, resolution="480p", duration=4)))
            assert story.video.startswith("https://films.example/base/"), story.video
        finally:
            server.stop()
        assert port is None or True


def _ports(pid):
    text = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True).stdout
    for line in text.splitlines():
        if f"pid={pid}," in line:
            yield int(line.split()[3].rsplit(":", 1)[1])


class TestGenerate:
    def test_alone(self, tmp_path):
        picture = tmp_path / "first.png"
        picture.write_bytes(encoded(natural(640, 640, 1), "png"))
        before = set(os.listdir("/tmp"))
        done = run("generate", "海边日落", "--first-frame", "first.png", "--resolution", "480p", "--ratio", "adaptive",
                   "--duration", "4", "--seed", "3", "--no-audio", "--camera-fixed", "--watermark", "--save-last-frame",
                   "last.png", "-o", "out.mp4", cwd=tmp_path)
        assert done.returncode == 0, done
        assert done.stdout == "out.mp4\n" and "succeeded" in done.stderr and "\x1b" not in done.stderr
        media.expect_video(tmp_path / "out.mp4", (640, 640), 4, False)
        assert media.facts_size(tmp_path / "last.png") == (640, 640)
        left = [name for name in set(os.listdir("/tmp")) - before if name.startswith("filmgate")]
        assert not left, f"left in the temporary directory: {left}"

    def test_json(self, tmp_path):
        done = run("generate", "a hill", "--resolution", "480p", "--duration", "4", "--json", cwd=tmp_path)
        assert done.returncode == 0, done
        result = json.loads(done.stdout)
        assert result["status"] == "succeeded" and (tmp_path / result["file"]).exists()
        assert done.stdout.count("\n") == 1
        media.expect_video(tmp_path / result["file"], media.SIZES["480p"][result["ratio"]], 4, True)

    def test_with_a_server(self, server, tmp_path):
        done = run("generate", "海", "--resolution", "480p", "--duration", "4", "--ratio", "1:1", "--server", server.url,
                   "-o", "out.mp4", "--json", environment={"FILMGATE_API_KEY": server.key}, cwd=tmp_path)
        assert done.returncode == 0, done
        name = json.loads(done.stdout)["id"]
        assert Client(server.url, server.key).read(ARK, name).state == "succeeded"
        media.expect_video(tmp_path / "out.mp4", (640, 640), 4, True)
        done = run("generate", "海", "--draft", "--duration", "4", "--server", server.url + "/", "--api-key", server.key,
                   cwd=tmp_path)
        assert done.returncode == 0 and (tmp_path / done.stdout.strip()).exists(), done

    @pytest.mark.parametrize("arguments,code", [
        (["x", "--duration", "3"], 65), (["x", "--resolution", "2k"], 65), (["x", "--first-frame", "/nowhere.png"], 66),
        (["x --sim-fail OutputVideoSensitiveContentDetected", "--duration", "4"], 1),
        (["x --sim-fail ServerOverloaded"], 75), (["x", "--api-key", "wrong"], 77), (["x", "-o", "/nowhere/out.mp4",
                                                                                   "--duration", "4", "--resolution", "480p"], 73),
    ])
    def test_exit_codes(self, server, tmp_path, arguments, code):
        done = run("generate", *arguments, "--server", server.url, environment={"FILMGATE_API_KEY": server.key}, cwd=tmp_path)
        assert done.returncode == code, done
        assert done.stderr.strip() and "Fatal" not in done.stderr

    def test_no_server_there(self, tmp_path):
        done = run("generate", "x", "--server", "http://127.0.0.1:1", "--api-key", "k", cwd=tmp_path)
        assert done.returncode == 69, done

    def test_no_key(self, server, tmp_path):
        done = run("generate", "x", "--server", server.url, environment={"FILMGATE_API_KEY": ""}, cwd=tmp_path)
        assert done.returncode == 77, done
