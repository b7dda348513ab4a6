"""Where options come from, and what is said when they are wrong."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from monitor.config import OPTIONS, Config, load, masked, package_data
from monitor.errors import ConfigError, UsageError


class Place:
    """A folder with a configuration file, secret files and variables;

    `load()` sees nothing else of this machine.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = folder / "secrets"
        self.environ = {"HOME": str(folder / "home")}

    def file(self, text: str | bytes, name: str = "treaty-monitor.toml") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def secret(self, name: str, value: bytes) -> Path:
        return self.file(value, f"secrets/{name}")

    def load(self, config_file: Path | None = None, db: Path | None = None, **variables: str) -> Config:
        environ = self.environ | {f"TREATY_MONITOR_{name}": value for name, value in variables.items()}
        return load(config_file, db, environ, self.folder, secrets_dir=self.secrets)

    def problems(self, config_file: Path | None = None, **variables: str) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            self.load(config_file, **variables)
        return [line.replace(f"{self.folder}/", "") for line in str(caught.value).splitlines()]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


# ---------------------------------------------------------------- sources


def test_without_any_configuration_everything_has_a_default_and_nothing_is_made(place: Place) -> None:
    config = place.load()
    assert config.data_dir == place.folder / "home/.local/share/treaty-monitor"
    assert config.db == config.data_dir / "treaty-monitor.sqlite3"
    assert (config.http.concurrency, config.http.per_host, config.http.ports, config.http.allow_private) == (
        64,
        2,
        (80, 443),
        (),
    )
    assert (config.web.host, config.web.port) == ("127.0.0.1", 8484)
    assert config.smtp.host is None
    assert config.source_of("web.port") == "default"
    assert list(place.folder.iterdir()) == []


def test_a_config_made_by_hand_reads_no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TREATY_MONITOR_WEB__PORT", "1")
    config = Config(data_dir=tmp_path)
    assert config.web.port == 8484
    assert config.db == tmp_path / "treaty-monitor.sqlite3"


def test_later_sources_win_and_each_value_knows_where_it_comes_from(place: Place) -> None:
    path = place.file(
        '[smtp]\nhost = "file"\nport = 1\nusername = "file"\npassword = "file"\n[web]\nport = 2\n'
    )
    place.secret("treaty_monitor_smtp__username", b"secrets")
    place.secret("TREATY_MONITOR_SMTP__PASSWORD", b"secrets")
    config = place.load(SMTP__PASSWORD="environment", SMTP__PORT="3")
    assert config.smtp.host == "file"
    assert config.smtp.username == "secrets"
    assert config.smtp.password == SecretStr("environment")
    assert config.smtp.port == 3
    assert config.source_of("smtp.host") == f"file {path}:2"
    assert config.source_of("web.port") == f"file {path}:7"
    assert config.source_of("smtp.username") == f"file {place.secrets}/treaty_monitor_smtp__username"
    assert config.source_of("smtp.password") == "environment TREATY_MONITOR_SMTP__PASSWORD"
    assert config.source_of("smtp.tls") == "default"


def test_a_variable_may_name_a_file_with_the_value(place: Place) -> None:
    place.file("s3cret \n", "pw")
    config = place.load(SMTP__USERNAME="u", SMTP__PASSWORD_FILE="pw")
    assert config.smtp.password == SecretStr("s3cret ")
    assert config.source_of("smtp.password") == "file pw (environment TREATY_MONITOR_SMTP__PASSWORD_FILE)"


def test_a_variable_that_names_a_file_wins_over_the_secrets_folder(place: Place) -> None:
    place.secret("treaty_monitor_smtp__password", b"folder")
    place.file("named", "pw")
    assert place.load(SMTP__USERNAME="u", SMTP__PASSWORD_FILE="pw").smtp.password == SecretStr("named")


def test_other_things_in_the_secrets_folder_and_the_environment_are_left_alone(place: Place) -> None:
    place.secret("postgres_password", b"x")
    (place.secrets / "treaty_monitor_folder").mkdir()
    place.environ |= {"TREATY": "x", "PATH": "/bin"}
    place.load(CORPORA="/somewhere")


def test_a_secrets_folder_that_is_not_for_us_is_left_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.secret("treaty_monitor_smtp_password", b"misnamed, but not to be seen")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    place.load()


def test_an_empty_variable_counts_as_not_set(place: Place) -> None:
    config = place.load(SMTP__HOST="", WEB__PORT="", NONSENSE="")
    assert config.smtp.host is None
    assert config.web.port == 8484


def test_lists_in_variables_are_separated_by_commas(place: Place) -> None:
    config = place.load(HTTP__PORTS="8080, 80,80", HTTP__ALLOW_PRIVATE="192.168.1.0/24,fd00::/8")
    assert config.http.ports == (80, 8080)
    assert config.http.allow_private == (ip_network("192.168.1.0/24"), ip_network("fd00::/8"))


def test_the_file_takes_lists_inline_tables_and_dotted_keys(place: Place) -> None:
    path = place.file('web = {port = 9}\nhttp.ports = []\n"log".level = "debug"\n')
    config = place.load()
    assert (config.web.port, config.http.ports, config.log.level) == (9, (), "debug")
    assert [config.source_of(key) for key in ("web.port", "http.ports", "log.level")] == [
        f"file {path}:{line}" for line in (1, 2, 3)
    ]


@pytest.mark.parametrize("given", ["option", "variable"])
def test_a_file_that_is_named_is_read_instead_of_the_one_in_the_folder(place: Place, given: str) -> None:
    place.file("[web]\nport = 1\n")
    other = place.file("[web]\nport = 2\n", "other.toml")
    config = place.load(other) if given == "option" else place.load(CONFIG="other.toml")
    assert config.web.port == 2


def test_the_option_wins_over_the_variable_that_names_a_file(place: Place) -> None:
    path = place.file("[web]\nport = 2\n", "other.toml")
    assert place.load(path, CONFIG="nowhere.toml").web.port == 2


@pytest.mark.parametrize("how", ["standard", "variable", "db"])
def test_without_a_file_in_the_folder_the_one_in_the_data_directory_is_read(place: Place, how: str) -> None:
    folder = {"standard": "home/.local/share/treaty-monitor", "variable": "data", "db": "data"}[how]
    place.file("[web]\nport = 3\n", f"{folder}/treaty-monitor.toml")
    config = {
        "standard": lambda: place.load(),
        "variable": lambda: place.load(DATA_DIR="data"),
        "db": lambda: place.load(db=Path("data/x.sqlite3")),
    }[how]()
    assert config.web.port == 3


# ---------------------------------------------------------------- places


def test_the_folder_of_a_database_that_is_named_is_the_data_directory(place: Place) -> None:
    config = place.load(db=Path("there/my.sqlite3"))
    assert (config.data_dir, config.db) == (place.folder / "there", place.folder / "there/my.sqlite3")
    assert config.source_of("db") == "--db"
    assert place.load(db=Path("my.sqlite3")).data_dir == place.folder
    assert place.load(DB=str(place.folder / "x" / "my.sqlite3")).data_dir == place.folder / "x"


def test_a_data_directory_that_is_named_stands_beside_a_database_elsewhere(place: Place) -> None:
    config = place.load(db=Path("there/my.sqlite3"), DATA_DIR="data")
    assert (config.data_dir, config.db) == (place.folder / "data", place.folder / "there/my.sqlite3")


def test_a_bare_database_name_stands_in_the_data_directory(place: Place) -> None:
    assert place.load(DB="my.sqlite3").db == place.folder / "home/.local/share/treaty-monitor/my.sqlite3"
    assert place.load(DB="my.sqlite3", DATA_DIR="d").db == place.folder / "d/my.sqlite3"
    assert place.load(DB="my.sqlite3").data_dir == place.folder / "home/.local/share/treaty-monitor"


def test_paths_in_the_file_are_relative_to_its_folder(place: Place) -> None:
    place.file('data_dir = "data"\n[rules]\ndir = "../rules"\n', "etc/x.toml")
    config = place.load(Path("etc/x.toml"))
    assert config.data_dir == place.folder / "etc/data"
    assert config.rules.dir == place.folder / "etc/../rules"


def test_the_shared_data_folder_of_the_desktop_standard_is_honoured(place: Place) -> None:
    place.environ["XDG_DATA_HOME"] = str(place.folder / "xdg")
    assert place.load().data_dir == place.folder / "xdg/treaty-monitor"


def test_without_a_home_the_data_directory_is_below_the_current_folder(tmp_path: Path) -> None:
    assert load(cwd=tmp_path, secrets_dir=tmp_path / "none").data_dir.is_relative_to(tmp_path)


def test_the_packaged_data_is_found() -> None:
    assert (package_data("rules") / "feeds.opml").is_file()
    assert package_data("templates").is_dir()
    with pytest.raises(FileNotFoundError, match="incomplete"):
        package_data("nothing-of-the-kind")


# ---------------------------------------------------------------- what is wrong


def test_fault_146_every_problem_is_reported_at_once_with_file_line_and_key(place: Place) -> None:
    place.file(
        'contact = "me@example.org"\nsmpt = 1\n\n[http]\nports = [80, "many"]\ndeadline_s = '
        'true\nconcurency = 3\n\n[smtp]\nport = "25"\n'
    )
    assert place.problems(POLL__INTERVAL_S="soon", SMTP_HOST="x") == [
        "environment: TREATY_MONITOR_SMTP_HOST is not an option; did you mean TREATY_MONITOR_SMTP__HOST?",
        "treaty-monitor.toml:2: smpt is not an option; did you mean smtp?",
        "treaty-monitor.toml:6: http.deadline_s must be a number, not true or false",
        "treaty-monitor.toml:7: http.concurency is not an option; did you mean http.concurrency?",
        "treaty-monitor.toml:10: smtp.port must be an integer, not a text in quotes",
        "treaty-monitor.toml:5: http.ports: input should be a valid integer, unable to parse string as "
        "an integer (it is 'many')",
        "environment TREATY_MONITOR_POLL__INTERVAL_S: poll.interval_s: "
        "input should be a valid integer, unable to parse string as an integer (it is 'soon')",
    ]


def test_a_configuration_error_is_a_usage_error() -> None:
    assert issubclass(ConfigError, UsageError)  # the command line gives it exit code 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "[web\nport = 1\n",
            "treaty-monitor.toml: not TOML: Expected ']' at the end of a table declaration (at line 1, "
            "column 5)",
        ),
        (
            "[web]\nport = 1\nport = 2\n",
            "treaty-monitor.toml: not TOML: Cannot overwrite a value (at line 3, column 9)",
        ),
        (b"a = 1\nb = '\xff'\n", "treaty-monitor.toml:2: not UTF-8 text; save it as UTF-8"),
        ("web = 3\n", "treaty-monitor.toml:1: web is a table: write [web] and its options below it"),
        ("port = 3\n", "treaty-monitor.toml:1: port is not an option; did you mean smtp.port or web.port?"),
        (
            "[poll]\nport = 3\n",
            "treaty-monitor.toml:2: poll.port is not an option; did you mean smtp.port or web.port?",
        ),
        ('db = ""\n', "treaty-monitor.toml:1: db is empty; leave the line out"),
        (
            "[quux]\nport = 3\n",
            "treaty-monitor.toml:1: quux is not an option; `treaty-monitor config show` lists all "
            f"{len(OPTIONS)}",
        ),
        ("[web.port]\nx = 1\n", "treaty-monitor.toml:1: web.port must be an integer, not a table"),
        (
            "[[web]]\nport = 1\n",
            "treaty-monitor.toml:1: web is a table: write [web] and its options below it",
        ),
        (
            "[web]\nport = 1979-05-27\n",
            "treaty-monitor.toml:2: web.port must be an integer, not a date or time",
        ),
        (
            "[web]\nport = 70000\n",
            "treaty-monitor.toml:2: web.port: input should be less than or equal to 65535 (it is '70000')",
        ),
        (
            '[log]\nlevel = "loud"\n',
            "treaty-monitor.toml:2: log.level: input should be 'debug', 'info', 'warning' or 'error' "
            "(it is 'loud')",
        ),
        (
            '[web]\nproxies = ["*"]\n',
            "treaty-monitor.toml:2: web.proxies: must be a network address such as 192.168.1.0/24 (it is '*')",
        ),
        (
            '[web]\nproxies = ["10.0.0.0/8", "0.0.0.0/0"]\n',
            "treaty-monitor.toml:2: web.proxies: must not be every address: anybody could then say to be "
            "another client (it is '0.0.0.0/0')",
        ),
        (
            '[http]\nallow_private = ["10.0.0.1/8"]\n',
            "treaty-monitor.toml:2: http.allow_private: must be a network address such as "
            "192.168.1.0/24 (it is '10.0.0.1/8')",
        ),
        (
            '\n[smtp]\nusername = "u"\n',
            "treaty-monitor.toml:3: smtp: username and password go together: set both or neither",
        ),
        (
            '[inbox]\naddress = "bounces+all@example.org"\n',
            "treaty-monitor.toml:2: inbox.address: must have at most 24 characters and no + before the @, "
            "such as bounces@example.org (it is 'bounces+all@example.org')",
        ),
        (
            '[dkim]\nselector = "mail"\n',
            "treaty-monitor.toml:2: dkim: selector and key_file go together: set both or neither",
        ),
        (
            '[dkim]\nselector = "mail"\nkey_file = "a"\nsecond_selector = "b"\n',
            "treaty-monitor.toml:2: dkim: second_selector and second_key_file go together: set both or neither",
        ),
        (
            '[dkim]\nsecond_selector = "b"\nsecond_key_file = "b"\n',
            "treaty-monitor.toml:2: dkim: a second key needs a first one under another selector",
        ),
        (
            '[dkim]\ndomain = "example org"\n',
            "treaty-monitor.toml:2: dkim.domain: must be a name in DNS: letters, digits, hyphens and dots, "
            "such as mail2026 (it is 'example org')",
        ),
        (
            '[smtp]\ndomain_groups = ["gmail.com"]\n',
            "treaty-monitor.toml:2: smtp.domain_groups: must be two domains or more with blanks between "
            "them (it is 'gmail.com')",
        ),
    ],
)
def test_fault_146_a_wrong_file_is_refused_with_its_line(
    place: Place, text: str | bytes, problem: str
) -> None:
    place.file(text)
    assert place.problems() == [problem]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("BASE_URL", "monitor.example.org", "must be an http or https address"),
        ("BASE_URL", "https://u@monitor.example.org", "must be an http or https address without a user name"),
        ("BASE_URL", "https://monitor.example.org/?x=1", "must not have a query"),
        ("OPERATOR", "desk", "must be one bare mail address"),
        ("OPERATOR", "a@b.example, c@d.example", "must be one bare mail address"),
        ("OPERATOR", "a@b.example\nBcc: c@d.example", "must be one bare mail address"),
        ("CONTACT", "me\r\nX-Other: 1", "must be one line"),
        ("HTTP__PROXY", "socks5://proxy.example", "must be the http address of a proxy"),
        ("HTTP__PORTS", "0", "greater than or equal to 1"),
        ("WEB", "{}", "is not an option"),
        ("CONFIG", "nowhere.toml", "nowhere.toml: no such file, but TREATY_MONITOR_CONFIG names it"),
        (
            "SMTP__PASSWORD_FILE",
            "nowhere",
            "nowhere: cannot be read for TREATY_MONITOR_SMTP__PASSWORD: No such file or directory",
        ),
        ("HTTP__DEADLINE_S", "nan", "should be less than or equal to 300"),
    ],
)
def test_fault_146_a_wrong_variable_is_refused_by_name(
    place: Place, name: str, value: str, problem: str
) -> None:
    [line] = place.problems(**{name: value})
    assert problem in line
    assert f"TREATY_MONITOR_{name}" in line or "nowhere" in line


def test_a_public_address_loses_the_slash_at_its_end(place: Place) -> None:
    assert (
        place.load(BASE_URL="https://monitor.example.org/treaties/").base_url
        == "https://monitor.example.org/treaties"
    )


def test_a_mail_address_loses_the_blanks_around_it(place: Place) -> None:
    assert place.load(OPERATOR=" desk@example.org ").operator == "desk@example.org"


def test_a_variable_in_small_letters_is_a_mistake_and_not_ignored(place: Place) -> None:
    place.environ["treaty_monitor_web__port"] = "1"
    assert place.problems() == [
        "environment: treaty_monitor_web__port is not an option; did you mean TREATY_MONITOR_WEB__PORT?"
    ]


def test_a_value_and_a_file_for_the_same_option_contradict(place: Place) -> None:
    assert place.problems(OPERATOR="a@b.example", OPERATOR_FILE="x") == [
        "environment: TREATY_MONITOR_OPERATOR and TREATY_MONITOR_OPERATOR_FILE are both set; keep one"
    ]


def test_a_misnamed_secret_file_is_refused(place: Place) -> None:
    place.secret("treaty_monitor_smtp_password", b"x")
    assert place.problems() == [
        "secrets/treaty_monitor_smtp_password: its name is not an option; did you mean "
        "TREATY_MONITOR_SMTP__PASSWORD?"
    ]


def test_a_secret_file_that_is_not_text_is_refused(place: Place) -> None:
    place.secret("treaty_monitor_smtp__password", b"\xff")
    assert place.problems() == [
        "secrets/treaty_monitor_smtp__password: cannot be read for TREATY_MONITOR_SMTP__PASSWORD: not "
        "UTF-8 text"
    ]


def test_a_file_that_cannot_be_read_is_a_problem_and_no_traceback(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.file("")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert place.problems() == ["treaty-monitor.toml: cannot be read: Permission denied"]


def test_a_wrong_value_in_a_higher_source_is_reported_for_that_source(place: Place) -> None:
    place.file("[web]\nport = 1\n")
    [line] = place.problems(WEB__PORT="x")
    assert line.startswith("environment TREATY_MONITOR_WEB__PORT: web.port: ")


# ---------------------------------------------------------------- secrets


def test_fault_147_secrets_are_masked_wherever_a_configuration_is_shown(place: Place) -> None:
    config = place.load(
        SMTP__USERNAME="u",
        SMTP__PASSWORD="hunter2hunter2hunter2",
        WEB__METRICS_TOKEN="hunter2hunter2hunter2",
        HTTP__PROXY="http://me:hunter2@proxy.example:3128",
    )
    shown = masked(config)
    assert shown["smtp"]["password"] == shown["web"]["metrics_token"] == "****"
    assert shown["http"]["proxy"] == "http://****@proxy.example:3128"
    assert "hunter2" not in f"{shown}"
    assert "hunter2hunter2hunter2" not in f"{config!r} {config}"
    assert masked(place.load())["smtp"]["password"] is None


def test_fault_147_a_wrong_secret_is_not_repeated_in_the_message(place: Place) -> None:
    [line] = place.problems(WEB__METRICS_TOKEN="hunter2")
    assert "hunter2" not in line
    [line] = place.problems(HTTP__PROXY="ftp://me:hunter2@proxy.example")
    assert "hunter2" not in line


def test_what_is_shown_is_plain_json_values_in_the_order_of_the_table(place: Place) -> None:
    shown = masked(place.load(HTTP__ALLOW_PRIVATE="10.0.0.0/8", CONTACT="https://example.org/@desk"))
    names = [f"{name}.{key}" for name, value in shown.items() if isinstance(value, dict) for key in value]
    assert [name for name in shown if not isinstance(shown[name], dict)] + names == [
        option.name for option in OPTIONS
    ]
    assert shown["http"]["allow_private"] == ["10.0.0.0/8"]
    assert shown["http"]["ports"] == [80, 443]
    assert shown["data_dir"] == str(place.folder / "home/.local/share/treaty-monitor")
    assert shown["contact"] == "https://example.org/@desk"


# ---------------------------------------------------------------- the table


def test_the_table_names_each_option_with_type_default_variable_and_help() -> None:
    rows = {option.name: option for option in OPTIONS}
    assert rows["http.ports"].env == "TREATY_MONITOR_HTTP__PORTS"
    assert (rows["http.ports"].type, rows["http.ports"].default) == ("list", "[80, 443]")
    assert (rows["smtp.tls"].type, rows["smtp.tls"].default) == ("starttls | tls | none", '"starttls"')
    assert (rows["rules.dir"].type, rows["rules.dir"].default) == ("path", "")
    assert [name for name, option in rows.items() if option.secret] == [
        "smtp.password",
        "inbox.imap_password",
        "depositary.imap_password",
        "web.metrics_token",
    ]
    assert all(option.help.endswith(".") for option in OPTIONS)


def test_every_variable_of_the_table_is_accepted(place: Place) -> None:
    for option in OPTIONS:
        if option.default:
            value = option.default.strip("[]").replace('"', "")
            assert (
                place.load(**{option.env.removeprefix("TREATY_MONITOR_"): value})
                .source_of(option.name)
                .startswith(("environment", "default"))
            )


def test_a_configuration_cannot_be_changed(place: Place) -> None:
    with pytest.raises(ValidationError):
        place.load().web.port = 1  # type: ignore[misc]
