"""What no page may do, watched in every session of every browser test."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Blocked by the policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """Collects the faults of the contexts it is set over: script and policy errors, 5xx, missing files."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused page is logged as an error too; of those `_response` decides.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{message.location['url']}: {message.text}")

    def _response(self, response: Response) -> None:
        page_refused = response.request.resource_type == "document" and response.status < 500
        if response.status >= 400 and not page_refused:
            self.faults.append(f"{response.url}: {response.status}")
