"""The documents say what is: settings, commands, links."""

import re

from flask import Flask

from config.settings import Settings
from tests.support.server import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_setting_and_no_other() -> None:
    table = README.split("## Settings")[1].split("\n## ")[0]
    listed = {
        name
        for row in table.splitlines()
        if row.startswith("|")
        for name in re.findall(r"`([A-Z_]{4,})`", row.split("|")[1])
    }
    assert listed == {name.upper() for name in Settings.model_fields}


def test_the_readme_lists_commands_that_exist(app: Flask) -> None:
    table = README.split("## Commands")[1].split("\n## ")[0]
    for command in re.findall(r"^\| `([a-z -]+)", table, flags=re.MULTILINE):
        words = command.split()
        group = app.cli.commands[words[0]]
        assert len(words) == 1 or not hasattr(group, "commands") or words[1] in group.commands, command


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
