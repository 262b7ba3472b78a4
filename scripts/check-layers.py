#!/usr/bin/env python3
"""Checks that modules import only what stands below them, and that no source file grows past the limit.

The table is the one of docs/architecture.md; the build checks that an import is declared, this checks its direction.
"""
import pathlib
import re
import sys

ALLOWED = {
    "FilmgateDomain": set(),
    "FilmgateDialects": {"FilmgateDomain"},
    "FilmgateClient": {"FilmgateDomain", "FilmgateDialects"},
    "FilmgateClientNIO": {"FilmgateClient"},
    "FilmgateMedia": {"FilmgateDomain"},
    "FilmgateRenderer": {"CFreeType"},
    "FilmgateProviders": {
        "FilmgateDomain", "FilmgateDialects", "FilmgateClient", "FilmgateMedia", "FilmgateRenderer",
    },
    "FilmgateEngine": {"FilmgateDomain"},
    "FilmgateStoreSQLite": {"FilmgateDomain", "CSQLite"},
    "FilmgateTelemetry": set(),
    "FilmgateServer": {
        "FilmgateDomain", "FilmgateDialects", "FilmgateClient", "FilmgateClientNIO", "FilmgateMedia",
        "FilmgateProviders", "FilmgateEngine",
        "FilmgateRenderer", "FilmgateStoreSQLite", "FilmgateTelemetry",
    },
    "FilmgateCommands": {
        "FilmgateDomain", "FilmgateDialects", "FilmgateClient", "FilmgateClientNIO", "FilmgateMedia",
        "FilmgateProviders", "FilmgateEngine",
        "FilmgateRenderer", "FilmgateServer", "FilmgateStoreSQLite", "FilmgateTelemetry",
    },
    "filmgate": {"FilmgateCommands"},
}
# Outside knowledge that a module must not have.
FORBIDDEN = {
    "FilmgateDomain": {"Foundation", "NIOCore", "Hummingbird", "GRDB", "Logging"},
    "FilmgateDialects": {"NIOCore", "Hummingbird", "GRDB", "Logging", "AsyncHTTPClient"},
    "FilmgateEngine": {"Hummingbird", "GRDB", "NIOCore", "AsyncHTTPClient"},
}
DIALECTS = {"Ark", "Volc", "AnyFast", "XCompute", "ToAPIs", "AIGeneration", "OpenAIVideos"}
LIMIT = 350
IMPORT = re.compile(r"^(?:@\w+ )?(?:public |package |internal |private |fileprivate )?import (?:\w+ )?(\w+)", re.M)

problems = []
sources = pathlib.Path(__file__).resolve().parent.parent / "Sources"
for module in sorted(path for path in sources.iterdir() if path.is_dir()):
    for file in sorted(module.rglob("*.swift")):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(sources.parent)
        if module.name not in ALLOWED:
            problems.append(f"{name}: the module {module.name} has no place in the table")
            continue
        for imported in IMPORT.findall(text):
            ours = imported.startswith(("Filmgate", "CFreeType", "CSQLite"))
            if ours and imported not in ALLOWED[module.name]:
                problems.append(f"{name}: {module.name} must not import {imported}")
            if imported in FORBIDDEN.get(module.name, set()):
                problems.append(f"{name}: {module.name} must not know {imported}")
        if len(text.splitlines()) > LIMIT:
            problems.append(f"{name}: longer than {LIMIT} lines")
        if module.name == "FilmgateDialects":
            folder = file.relative_to(module).parts[0]
            for other in DIALECTS - {folder}:
                if folder in DIALECTS and re.search(rf"\b{other}Dialect\b", text):
                    problems.append(f"{name}: dialects must not see each other ({other})")

for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
