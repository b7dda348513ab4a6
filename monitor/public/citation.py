"""How to cite a page of the register."""

from __future__ import annotations

from datetime import date

from monitor.model import TreatyDate


def citation(title: str, address: str, day: date) -> str:
    """`Treaty Monitor: “Norway”. https://monitor.example/states/NO (as of 30 Nov 2026).`"""
    return f"Treaty Monitor: “{title}”. {address} (as of {TreatyDate.of_day(day).show()})."
