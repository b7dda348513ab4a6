"""The entry point of `treaty-monitor` and `python -m monitor`."""

from monitor.cli import root
from monitor.demo import demo

root.add_command(demo)


def main() -> None:
    """Run the command line."""
    root(prog_name="treaty-monitor")


if __name__ == "__main__":
    main()
