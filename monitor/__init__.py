"""Treaty Monitor: news of states that end, suspend or threaten to leave an agreement, told with the reason.

The way down is the way a story goes; `pipeline/` is the place to start reading.
"""

__version__ = "0.1.0"
