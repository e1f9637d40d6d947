"""The README's commands and links, which `.ci/run` relies on."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()


def test_there_are_two_commands_of_one_line_each() -> None:
    """The sh blocks are the two commands that `.ci/run` executes."""
    blocks = re.findall(r"^```sh\n(.*?)\n```$", TEXT, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    assert not any("\n" in block for block in blocks)
    assert "derive check examples/" in blocks[0]
    assert "pytest" in blocks[1]


def test_what_is_linked_exists() -> None:
    """Every relative link leads to a file of the repository."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", TEXT):
        assert (ROOT / target).exists(), target


def test_every_package_is_on_the_map() -> None:
    """Each package below the three top ones is named."""
    for top in ("derive", "proofs"):
        for folder in (ROOT / top).iterdir():
            if (folder / "__init__.py").exists():
                assert f"`{top}/{folder.name}`" in TEXT, folder.name
