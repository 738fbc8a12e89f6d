"""The site as a browser meets it: sign in, open a page, fill in a form that stands on it, send it."""

import hmac
import re
import time
from base64 import b32decode
from typing import Any

import tinyhtml5
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.cast import TOTP_SECRET

Fields = dict[str, list[str]]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def just_proven(user: User) -> Client:
    """Signed in, and their password given once more this very moment."""
    client = signed_in(user)
    session = client.session
    proof = {"method": "password", "at": time.time(), "reauthenticated": True}
    session.update({"account_authentication_methods": [proof], "account_authentication_methods_user": str(user.pk)})
    session.save()
    return client


def code(secret: str = TOTP_SECRET) -> str:
    """The six digits that an authenticator app shows (RFC 6238)."""
    if time.time() % 30 > 28:  # it would be the last one's before it arrives
        time.sleep(2)
    moment = int(time.time()) // 30
    digest = hmac.digest(b32decode(secret), moment.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def words(page: HttpResponse) -> str:
    """What a person reads on the page, in one line."""
    return " ".join("".join(_tree(page).find("body").itertext()).split())


def form(page: HttpResponse, action: str) -> Fields:
    """What the browser would send of the form with this action ("" for the page's own), without the CSRF token."""
    found = [element for element in _tree(page).iter("form") if element.get("action", "") == action]
    assert len(found) == 1, f"{len(found)} forms lead to {action!r}"
    fields: Fields = {}
    for control in found[0].iter():
        for value in _sent(control):
            fields.setdefault(control.get("name"), []).append(value)
    return fields


def _sent(control: Any) -> list[str]:
    if control.get("name") in (None, "csrfmiddlewaretoken") or control.tag == "button" or control.get("type") == "file":
        return []
    if control.get("type") in ("checkbox", "radio") and control.get("checked") is None:
        return []
    if control.tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        chosen = [option.get("value") for option in control.iter("option") if option.get("selected") is not None]
        return chosen or [option.get("value") for option in control.iter("option")][:1]
    return [control.get("value", "on" if control.get("type") == "checkbox" else "")]


def error_at(page: HttpResponse, field_id: str) -> str:
    """The message that stands at a field; empty when none does."""
    for element in _tree(page).iter("div"):
        if element.get("id") == f"{field_id}_error":
            return " ".join("".join(element.itertext()).split()).removeprefix("Galat:").strip()
    return ""


def comparable(page: HttpResponse, pk: object) -> str:
    """The page without what differs each time (token, nonce) and without the address asked for."""
    text = page.content.decode().replace(str(pk), "<pk>")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", text)
    return re.sub(r'nonce="[^"]*"', "nonce", text)


def _tree(page: HttpResponse) -> Any:
    return tinyhtml5.parse(page.content.decode(), namespace_html_elements=False)
