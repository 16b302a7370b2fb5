"""
The command that prints a shell's completion script.
"""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """
    Print the completion script of SHELL.

    \b
    bash: eval "$(monetize completion bash)"             in ~/.bashrc
    zsh:  eval "$(monetize completion zsh)"              in ~/.zshrc
    fish: monetize completion fish | source              in ~/.config/fish/config.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None, shell
    script = kind(context.find_root().command, {}, "monetize", "_MONETIZE_COMPLETE")
    click.echo(ShellComplete.source(script))  # the class's own would ask the shell for its version


COMMANDS = (completion,)
