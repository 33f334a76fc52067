"""The help that is printed without click says what click knows."""

from __future__ import annotations

import re

import click
import pytest

from newsletter.cli.group import cli
from newsletter.cli.main import VERBS, help_text


def test_the_help_lists_exactly_the_options_there_are() -> None:
    known = {option for parameter in cli.params for option in parameter.opts}
    known |= set(cli.context_settings["help_option_names"])
    told = help_text().split("Options:")[1].split("Commands:")[0]
    assert set(re.findall(r"(?<![\w-])--?[a-z-]+", told)) == known


@pytest.mark.parametrize("verb", list(VERBS))
def test_each_verb_of_the_help_is_a_command_with_help_of_its_own(verb: str) -> None:
    with cli.make_context("newsletter", [], resilient_parsing=True) as context:
        command = cli.get_command(context, verb)
        assert command is not None
        assert command.name == verb
        assert command.get_help(click.Context(command, info_name=verb, parent=context)).count("\n") > 3
