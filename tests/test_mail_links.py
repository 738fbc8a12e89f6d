"""The HTML of a mail links to the site alone; what people typed into it stays text."""

import pytest
from django.core import mail as outbox
from pytest_django import Settings

from helpdesk import mail
from helpdesk.tasks import send_message
from helpdesk.templatetags.mail_tags import link_own_addresses
from requests import sop
from requests.states import State
from tests.cast import Cast


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("https://helpdesk.example", '<a href="https://helpdesk.example">https://helpdesk.example</a>'),
        (
            'di:\nhttps://helpdesk.example/akun/"x"&y/\nYth.',
            'di:\n<a href="https://helpdesk.example/akun/&quot;x&quot;&amp;y/">'
            "https://helpdesk.example/akun/&quot;x&quot;&amp;y/</a>\nYth.",
        ),
        *(
            (foreign, foreign)
            for foreign in (
                "https://helpdesk.example.evil.example/",
                "https://helpdesk.example@evil.example/",
                "https://helpdesk.example:8443/",
                "https://helpdesk.example\\@evil.example/",
                "https://helpdeskxexample/",
                "http://helpdesk.example/",
                "https://evil.example/?https://helpdesk.example/",
                "evil.example",
                "ratna@evil.example",
            )
        ),
        ("<b>Tebal</b>", "&lt;b&gt;Tebal&lt;/b&gt;"),
    ],
)
def test_addresses_of_the_site_alone_are_links(settings: Settings, text: str, html: str) -> None:
    settings.SITE_URL = "https://helpdesk.example"
    assert link_own_addresses(text) == html


def test_an_address_that_was_typed_into_a_reason_is_no_link_in_the_mail(cast: Cast) -> None:
    access_request = cast.do(
        cast.request_in(State.DISPOSED), sop.RETURN, note="Lihat https://evil.example/ <b>segera</b>"
    )
    returned = mail.Message.objects.get(subject__contains="dikembalikan")
    send_message.call(str(returned.pk))
    html = outbox.outbox[0].alternatives[0].content
    own = f"https://testserver/permohonan/{access_request.pk}/"
    assert f'<br><a href="{own}">{own}</a></p>' in html
    assert "<p>Lihat https://evil.example/ &lt;b&gt;segera&lt;/b&gt;</p>" in html
    assert html.count("<a ") == 1
