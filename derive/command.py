"""The command line. Imports nothing heavy before a command needs it, so that `derive --help` is quick."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derive import __version__
from derive.check.outcome import CannotRun, InternalError

if TYPE_CHECKING:
    from derive.check.outcome import Report

WIDEST = 100


class Failure(click.ClickException):
    """derive could not run: one line on standard error, exit 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the message on one line."""
        click.echo("derive: " + " ".join(self.message.split()), err=True, file=file)


class _Main(click.Group):
    """Turns whatever stops a command into a Failure: an uncaught exception would exit 1, which means `refuted`."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            raise Failure("interrupted") from None
        except CannotRun as error:
            raise Failure(str(error)) from None
        except InternalError as error:
            raise Failure(f"internal error, please report it: {error}") from error
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Failure(f"{error.filename or 'input or output'}: {error.strerror or error}") from error
        except Exception as error:
            if "DERIVE_TRACEBACK" in os.environ:
                raise
            raise Failure(f"internal error, please report it: {type(error).__name__}: {error}") from error


FILE = click.Path(path_type=Path)


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="derive")
def main() -> None:
    """Check worked derivations in probability and reinforcement learning."""


@main.command()
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@click.option("--context", type=FILE, metavar="FILE", help="YAML that says what the text leaves unsaid.")
@click.option("--formula", metavar="'A = B'", help="Check this formula, in LaTeX, instead of or beside documents.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Exit 1 also when a step is unknown or a formula was not read.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the random points.")
@click.option(
    "--step-timeout", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, metavar="S",
    help="Seconds after which a step is given up as unknown.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes; one for each core if absent.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the report there.")
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """Judge every step of documents: proved, supported, refuted with a counterexample, or unknown and why.

    Exits 0 when nothing is refuted, 1 when something is, 2 when it could not run.
    """
    from derive.check import inputs

    context, formula, output = options["context"], options["formula"], options["output"]
    if not paths and formula is None:
        raise click.UsageError("a PATH or --formula is needed")
    for path in paths:
        inputs.read_text(path)
    if context is not None:
        inputs.read_context(context)
    if output is not None and not output.absolute().parent.is_dir():
        raise CannotRun(f"{output}: there is no directory {output.parent}")
    report = _judged(paths, context, formula, options)
    _write(_rendered(report, options["form"], to_file=output is not None), output)
    bad = report.count("refuted")
    if options["strict"]:
        bad += report.count("unknown") + report.unread()
    ctx.exit(1 if bad else 0)


def _judged(paths: tuple[Path, ...], context: Path | None, formula: str | None, options: dict[str, Any]) -> Report:
    from derive.check.run import check_documents
    from derive.report.progress import ProgressBar

    with ProgressBar() as progress:
        return check_documents(
            paths=paths,
            context=context,
            formula=formula,
            seed=options["seed"],
            timeout=options["step_timeout"],
            jobs=options["jobs"],
            progress=progress,
        )


def _rendered(report: Report, form: str, *, to_file: bool) -> str:
    if form == "json":
        from derive.report.json_report import to_text

        return to_text(report)
    from derive.report.terminal import render

    terminal = sys.stdout.isatty() and not to_file
    colour = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = min(shutil.get_terminal_size().columns, WIDEST) if terminal else 80
    return render(report, width=width, colour=colour)


def _write(text: str, output: Path | None) -> None:
    if output is not None:
        output.write_text(text, encoding="utf-8")
    else:
        encoding = sys.stdout.encoding or "utf-8"
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False, color=True)


@main.command()
@click.argument("path", type=FILE, metavar="FILE")
def context(path: Path) -> None:
    """Write a draft of the context that a document needs: symbols, domains, laws, and what is unresolved."""
    from derive.check import inputs

    inputs.read_text(path)
    from derive.document.reader import DocumentError, read
    from derive.meaning.draft import draft

    try:
        document = read(path)
    except DocumentError as error:
        raise CannotRun(str(error)) from error
    _write(draft(document).rstrip("\n") + "\n", None)


@main.command()
def axioms() -> None:
    """List everything that is postulated, with its source."""
    from derive.report.axioms import listing

    _write(listing(), None)


@main.command()
@click.argument("path", type=FILE, metavar="REPORT.json")
@click.pass_context
def recheck(ctx: click.Context, /, path: Path) -> None:
    """Replay the certificates and counterexamples of a report; exits 1 when something in it does not hold."""
    from derive.report.recheck import replay

    found = replay(path)
    for problem in found.problems:
        click.echo(problem)
    click.echo(found.sentence())
    ctx.exit(1 if found.problems else 0)


if __name__ == "__main__":
    main()
