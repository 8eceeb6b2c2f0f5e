"""The first visit to a page, measured in the browser that the tests use."""

import shutil
from typing import NamedTuple

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
        page = browser.new_page(viewport={"width": 360, "height": 740})
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: dict[str, float] = {}
        session.on(
            "Network.loadingFinished",
            lambda event: sizes.__setitem__(event["requestId"], event["encodedDataLength"]),
        )
        page.goto(address, wait_until="networkidle")
        browser.close()
    return FirstView(len(sizes), sum(sizes.values()) / 1024)
