"""Configuration: a TOML file, the environment and secret files, read once into one frozen, typed `Config`.

Nothing here opens a socket or makes a file or folder.
"""

from monitor.config.masking import masked
from monitor.config.options import Config
from monitor.config.places import package_data
from monitor.config.reading import load
from monitor.config.table import OPTIONS, Option

__all__ = ["OPTIONS", "Config", "Option", "load", "masked", "package_data"]
