"""The site's mails as they are read on the demo's page of them, `/demo/surat/`."""

from typing import NamedTuple

from playwright.sync_api import Page

# The page shows only the newest one unfolded.
READ = """mails => mails.map(mail => {
  mail.open = true;
  const summary = mail.querySelector("summary"), text = mail.querySelector(".mail-body");
  const links = [...text.querySelectorAll("a")].map(link => link.href);
  return [summary.querySelector(".meta").innerText, summary.firstChild.textContent, text.innerText, links];
})"""


class Mail(NamedTuple):
    to: str
    subject: str
    text: str  # without spaces at either end of a line, which a page doesn't show
    links: list[str]


def read_mails(page: Page) -> list[Mail]:
    """The newest fifty, in the order in which they were written."""
    page.goto("/demo/surat/")
    found = page.get_by_role("main").get_by_role("group").evaluate_all(READ)
    mails = [
        Mail(about.partition(" ")[0], subject.strip(), text.strip(), links) for about, subject, text, links in found
    ]
    return mails[::-1]
