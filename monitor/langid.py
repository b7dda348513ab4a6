"""Detects the language of a text with fastText's compressed model of 176 languages
(rules/language/lid.176.ftz, see THIRD_PARTY.md).

detector(path)   a function text -> its most probable languages; None if the model cannot be loaded
problem(path)    why it cannot be loaded, "" if it can

The model takes 6 MB and 60 ms to load. It is loaded when first needed; for the service's children, by the
fork server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

# codes (ISO 639-1, else 639-3) with their probabilities, the likeliest first
Guesses = list[tuple[str, float]]

# of the model file: the loader does not check it
_SHA256 = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"
_GUESSES = 5
_LEAST = 0.01  # probability from which a language is named
_LABEL = len("__label__")
# standards of one language that no detector can distinguish; the Serbian columns read them
_ALIKE = {
    "bs": "sr",
    "hr": "sr",
    "sh": "sr",
}


def detector(path: str) -> Callable[[str], Guesses] | None:
    """The function that gives the probable languages of a text, by the model at `path`; None if it cannot be
    loaded.
    """
    loaded = _load(path)
    return None if isinstance(loaded, str) else loaded


def problem(path: str) -> str:
    """The reason why the model at `path` cannot be loaded; "" if it can."""
    loaded = _load(path)
    return loaded if isinstance(loaded, str) else ""


@lru_cache(maxsize=1)
def _load(path: str) -> Callable[[str], Guesses] | str:
    try:
        import fasttext
    except ImportError as error:
        return f"the package fasttext-predict is missing ({error})"
    try:
        if sha256(Path(path).read_bytes()).hexdigest() != _SHA256:
            return f"{path} is not the model that belongs to this version"
        predict = fasttext.load_model(path).predict
    except (OSError, ValueError) as error:
        return f"{path} cannot be read ({error})"

    def guesses(text: str) -> Guesses:
        line = text.encode("utf-8", "replace").decode().replace("\n", " ")
        labels, probabilities = predict(line.lower() if line.isupper() else line, _GUESSES, _LEAST)
        by_code: dict[str, float] = {}
        for label, probability in zip(labels, probabilities, strict=True):
            code = label[_LABEL:]
            code = _ALIKE.get(code, code)
            by_code[code] = by_code.get(code, 0.0) + float(probability)
        return sorted(by_code.items(), key=lambda guess: -guess[1])

    return guesses
