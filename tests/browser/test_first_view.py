"""The first visit to each kind of public page: what comes over the wire until it stands still.

That is the page, its stylesheet, its type and its mark. A photograph stands below the fold and
waits until somebody scrolls to it; one that came at first view would be counted with the rest.
"""

from benchmarks.first_view import seen_by
from tests.browser import pages as kinds

MOST_KILOBYTES = 60
MOST_REQUESTS = 4
TOGETHER = 6  # pages opened side by side


def test_the_first_view_of_every_public_page_is_light(browser, full_portal):
    context = browser.new_context(base_url=full_portal)
    pages = kinds.public_pages(context.new_page())
    context.close()
    # In English, asked otherwise or with an error it is the same page in other words.
    pages = [
        kind
        for kind in pages
        if kind.status == 200 and "?" not in kind.address and not kind.address.startswith("/en/")
    ]
    assert len(pages) > 25
    wrong = []
    for some in batched(pages, TOGETHER):
        views = seen_by(browser, *(full_portal + kind.address for kind in some))
        wrong += [
            f"{kind.name}: {view.kilobytes:.1f} KB in {view.requests} requests"
            for kind, view in zip(some, views, strict=True)
            if view.kilobytes > MOST_KILOBYTES or view.requests > MOST_REQUESTS
        ]
    assert not wrong, "\n" + "\n".join(wrong)


def batched(items, size):
    return (items[start : start + size] for start in range(0, len(items), size))
