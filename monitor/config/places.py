"""Where the package's own data is: rule packs, templates and the demo's feeds."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def package_data(name: str) -> Path:
    """The folder `rules`, `templates` or `demo`: inside the installed package, or at the top of a checkout.

    Raises `FileNotFoundError` when the installation is incomplete.
    """
    for folder in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"The installation is incomplete: its folder {name!r} is missing. Install treaty-monitor again."
    )
