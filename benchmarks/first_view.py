"""The first visit to a page, measured in the browser that the tests use."""

import shutil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class FirstView(NamedTuple):
    """What went over the wire until the page stood still."""

    requests: int
    kilobytes: float


def first_view(address: str) -> FirstView | None:
    """Open the page with an empty cache; None where no Chromium is installed."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        (view,) = seen_by(browser, address)
        browser.close()
    return view


def seen_by(browser: "Browser", *addresses: str) -> list[FirstView]:
    """A stranger's first view of each: a context of its own, so nothing is kept yet.

    All are opened before the first is waited for, because standing still is seen by waiting. What
    took no byte from the network is no request: the mark again, as the icon of the tab, or a
    picture written into the stylesheet.
    """
    opened = []
    for address in addresses:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: dict[str, float] = {}
        session.on(
            "Network.loadingFinished",
            lambda event, sizes=sizes: sizes.__setitem__(
                event["requestId"], event["encodedDataLength"]
            ),
        )
        page.goto(address, wait_until="commit")
        opened.append((context, page, sizes))
    found = []
    for context, page, sizes in opened:
        page.wait_for_load_state("networkidle")
        context.close()
        sent = [size for size in sizes.values() if size]
        found.append(FirstView(len(sent), sum(sent) / 1024))
    return found
