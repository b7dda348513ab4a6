"""Pages and endpoints of the running service. They call verbs of `service`, and hold no logic."""

from monitor.web.app import build_app

__all__ = ["build_app"]
