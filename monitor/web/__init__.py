"""Pages and endpoints of the running service. They call verbs of `service`, and hold no logic."""

from monitor.web.app import build_app, build_service_app
from monitor.web.server import listening, server, spare_descriptors_quietly

__all__ = ["build_app", "build_service_app", "listening", "server", "spare_descriptors_quietly"]
