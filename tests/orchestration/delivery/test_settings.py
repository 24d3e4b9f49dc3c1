"""The section `channels`: what is taken, and what is refused with its place and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.delivery.configured import configured_channels, line_of
from orchestration.delivery.channels.file import File
from orchestration.delivery.channels.hooks import Webhook
from orchestration.delivery.channels.smtp import Smtp
from orchestration.delivery.settings import KINDS, read_channels
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings

STATE = Path("/state")
MAIL = {"kind": "smtp", "host": "smtp.example.org", "from": "Voice <voice@example.org>"}
LOGIN = {"username_env": "MAIL_USER", "password_env": "MAIL_PASSWORD"}
HOOK = {"kind": "webhook", "url": "https://example.org/hook", "secret_env": "HOOK_SECRET"}


def test_every_kind_can_be_declared() -> None:
    section: dict[str, dict[str, Any]] = {
        "mail": MAIL | LOGIN | {"port": 2525, "security": "starttls", "timeout_seconds": 20},
        "relay": MAIL | {"security": "none", "allow_private": True},
        "chat": {"kind": "slack", "url_env": "SLACK_WEBHOOK_URL"},
        "teams": {"kind": "teams", "url_env": "TEAMS_WEBHOOK_URL"},
        "pager": {"kind": "pagerduty", "routing_key_env": "PAGERDUTY_KEY"},
        "hook": HOOK,
        "folder": {"kind": "file"},
        "mastodon": {"kind": "apprise", "url_env": "MASTODON_URL", "allow_private": True},
    }
    found = read_channels(section, STATE)
    assert found.problems == []
    assert {name: channel.kind for name, channel in found.channels.items()} == {
        name: given["kind"] for name, given in section.items()
    }
    assert {channel.kind for channel in found.channels.values()} == set(KINDS)
    mail, hook, folder = found.channels["mail"], found.channels["hook"], found.channels["folder"]
    assert isinstance(mail, Smtp)
    assert (mail.sender, mail.timeout_seconds, mail.variables) == (
        "Voice <voice@example.org>", 20.0, ("MAIL_USER", "MAIL_PASSWORD"),
    )  # fmt: skip
    assert isinstance(hook, Webhook)
    assert isinstance(folder, File)
    assert folder.folder == STATE / "messages"


@pytest.mark.parametrize(
    ("name", "given", "path", "reason"),
    [
        ("Mail", MAIL, ("Mail",), "lower case"),
        ("mail", "smtp", ("mail",), "has keys"),
        ("mail", {}, ("mail",), "kind must be one of smtp, slack"),
        ("mail", {"kind": "pigeon"}, ("mail", "kind"), "kind must be one of"),
        ("mail", {"kind": ["smtp"]}, ("mail", "kind"), "kind must be one of"),
        ("mail", {"kind": "smtp", "from": "a@b.example"}, ("mail",), "host is needed"),
        ("mail", MAIL | {"prot": 25}, ("mail", "prot"), "no key of this kind: it has allow_clear"),
        ("mail", MAIL | {"port": "25"}, ("mail", "port"), "port"),
        ("mail", MAIL | {"port": True}, ("mail", "port"), "port"),
        ("mail", MAIL | {"host": "https://x"}, ("mail", "host"), "without scheme"),
        ("mail", MAIL | {"from": "Voice\nBcc: x <a@b.example>"}, ("mail", "from"), "mail address"),
        ("mail", MAIL | {"from": "nobody"}, ("mail", "from"), "mail address"),
        ("mail", MAIL | {"security": "ssl"}, ("mail", "security"), "starttls, tls or none"),
        ("mail", MAIL | {"timeout_seconds": 3600}, ("mail", "timeout_seconds"), "120 at most"),
        ("mail", MAIL | {"password": "hunter2"}, ("mail", "password"), "name that in password_env"),
        ("mail", MAIL | {"password_env": "hunter2"}, ("mail", "password_env"), "never the secret itself"),
        ("mail", MAIL | {"password_env": "MAIL_PASSWORD"}, ("mail", "password_env"), "other one"),
        ("mail", MAIL | LOGIN | {"security": "none"}, ("mail", "security"), "unencrypted"),
        ("mail", MAIL | {"allow_private": "yes"}, ("mail", "allow_private"), "true or false"),
        ("chat", {"kind": "slack", "url": "https://hooks.slack.com/hunter2"}, ("chat", "url"), "secret"),
        ("chat", {"kind": "slack", "url_env": "https://hooks.slack.com/hunter2"}, ("chat", "url_env"), "variable"),
        ("hook", HOOK | {"url": "http://example.org"}, ("hook", "url"), "https://"),
        ("hook", HOOK | {"url": "hunter2"}, ("hook", "url"), "https://"),
        ("hook", HOOK | {"url_env": "HOOK_URL"}, ("hook", "url"), "not both"),
        ("hook", {"kind": "webhook", "secret_env": "HOOK_SECRET"}, ("hook",), "url or url_env is needed"),
        ("x", {"kind": "apprise", "url_env": "X_URL"}, ("x",), "allow_private is needed"),
        ("x", {"kind": "apprise", "url_env": "X_URL", "allow_private": False}, ("x", "allow_private"), "by itself"),
        ("folder", {"kind": "file", "folder": 3}, ("folder", "folder"), "path"),
    ],
)
def test_a_channel_that_cannot_be_used_is_refused_with_place_and_reason(
    name: str, given: Any, path: tuple[str, ...], reason: str
) -> None:
    found = read_channels({name: given, "good": {"kind": "file"}}, STATE)
    assert list(found.channels) == ["good"], "the others stand"
    assert any(where == path and reason in why for where, why in found.problems), found.problems
    assert "hunter2" not in str(found.problems)


def test_a_relay_may_take_a_password_in_the_clear_if_somebody_says_so() -> None:
    relay = MAIL | LOGIN | {"security": "none", "allow_clear_password": True}
    assert read_channels({"mail": relay}, STATE).problems == []


def test_a_fault_in_the_file_is_told_with_its_line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "rules.yml"
    rules.write_text(
        "# ours\nrules: []\nchannels:\n  mail:\n    kind: smtp\n    host: smtp.example.org\n    port: no\n"
    )
    monkeypatch.setenv("VOC_ALERT_RULES", str(rules))
    with pytest.raises(UserError) as refused:
        configured_channels(settings)
    assert f"{rules}:7: channels.mail.port: must be a port" in str(refused.value)
    assert f"{rules}:4: channels.mail: from is needed" in str(refused.value)
    rules.write_text("channels:\n  folder: {kind: file, folder: letters}\n")
    assert configured_channels(settings)["folder"] == File(name="folder", folder=settings.state_dir / "letters")
    for broken in ("channels: [1\n  2: {", "- a list", "channels: [mail]", "channels: words"):
        rules.write_text(broken)
        with pytest.raises(UserError, match=r"rules\.yml"):
            configured_channels(settings)
    rules.unlink()
    with pytest.raises(UserError, match="does not exist"):
        configured_channels(settings)


def test_lines_are_found_in_nested_keys_and_fall_back_to_what_encloses_them() -> None:
    text = "rules: []\n\nchannels:\n  mail:\n    kind: smtp\n"
    assert [line_of(text, path) for path in [(), ("mail",), ("mail", "kind"), ("mail", "port"), ("none",)]] == [
        3, 4, 5, 4, 3,
    ]  # fmt: skip
