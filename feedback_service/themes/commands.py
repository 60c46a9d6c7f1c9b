"""`flask --app wsgi themes …`: making a model of the themes, and measuring one without keeping it."""

from pathlib import Path
from statistics import fmean

import click
from flask import Flask
from flask.cli import AppGroup

from feedback_service.commands import Refused
from feedback_service.themes import learning
from feedback_service.themes.examples import NotLabelled, from_csv
from feedback_service.themes.learning import CannotLearn
from feedback_service.themes.measures import Measured

themes_group = AppGroup("themes", help="What feedback is about, and suggestions of it.")


@themes_group.command("learn")
def learn_command() -> None:
    """Make the model that was asked for, or a new one, from THEMES_CSV and from what moderators decided."""
    learning.ask(None)
    try:
        click.echo(report(Measured.from_json(learning.learn())))
    except CannotLearn as error:
        raise Refused(str(error)) from error


@themes_group.command("measure")
@click.argument("file")
@click.option(
    "--splits", type=click.IntRange(1, 20), default=1, help="How many times, each with other people held out."
)
def measure_command(file: str, splits: int) -> None:
    """Learn from the labelled comments of the CSV file FILE and say how well, on people held out; nothing is kept."""
    try:
        examples = from_csv(Path(file))
        measured = [learning.learn_from(examples, seed).measured for seed in range(splits)]
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from error
    except (NotLabelled, CannotLearn) as error:
        raise Refused(str(error)) from error
    click.echo("\n\n".join(report(each) for each in measured))
    if splits > 1:
        for name, figures in (
            ("micro-F1", [each.micro_f1 for each in measured]),
            ("macro-F1", [each.macro_f1 for each in measured]),
        ):
            click.echo(
                f"{name}: mean {fmean(figures):.3f} ({min(figures):.3f} to {max(figures):.3f}) of {splits} splits"
            )


def report(measured: Measured) -> str:
    """The measures as lines for a terminal."""
    lines = [
        f"learned from {measured.learned_from} texts, measured on {measured.texts} texts of {measured.people} people "
        "who were held out",
        f"micro-F1 {measured.micro_f1:.3f}, macro-F1 {measured.macro_f1:.3f} over {len(measured.themes)} themes",
    ]
    for each in sorted(measured.themes, key=lambda theme: -theme.f1):
        lines.append(
            f"  {each.f1:.2f}  {each.slug:<24} {each.wanted:>4} about it, {each.suggested:>4} suggested, "
            f"{each.right:>4} of them right"
        )
    return "\n".join(lines)


def init_app(app: Flask) -> None:
    """Register them on `app`."""
    app.cli.add_command(themes_group)
