"""How the tests press buttons in the admin: read the page, then send what it would send."""

import re

from django.urls import reverse


def text(response):
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def page_of(row, what="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{what}", args=[row.pk])


def step_of(row, word):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_step", args=[row.pk, word])


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def asked(client, row, word):
    """The confirmation page, as it was opened."""
    return client.get(step_of(row, word))


def pressed(client, row, word, page=None, **data):
    """The confirmation page opened (unless it already is) and its button pressed."""
    page = page or asked(client, row, word)
    assert page.status_code == 200, (word, page.status_code)
    form = page.context["form"]
    sent = {"seen": page.context["seen"]}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False):
            sent[bound.html_name] = value
    return client.post(step_of(row, word), sent | data)


def fields(page):
    """What a change page would send if its button were pressed: only what stands on it."""
    content = page.content.decode()
    rows = [page.context["adminform"].form]
    data = {}
    for inline in page.context["inline_admin_formsets"]:
        rows += inline.formset.initial_forms
        for bound in inline.formset.management_form:
            data[bound.html_name] = bound.value()
    for row in rows:
        for bound in row:
            value = bound.value()
            if value is None or value is False or f'name="{bound.html_name}"' not in content:
                continue
            data[bound.html_name] = "on" if value is True else getattr(value, "pk", value)
    return data
