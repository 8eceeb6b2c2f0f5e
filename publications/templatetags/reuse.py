"""Beside every page: where it can be followed, and the same as data."""

from functools import cache
from typing import Any, NamedTuple

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from publications.calendars import EVENTS_OF
from publications.datasets import DATASETS
from publications.feeds import CHANNELS
from publications.filters import kept
from publications.schema_org import data_block

register = template.Library()


class Follow(NamedTuple):
    """The addresses beside one list, with its filters."""

    atom: str
    calendar: str  # empty where a thing has no day
    csv: str
    json: str
    page: str  # what the columns mean
    letter: str  # where a weekly letter is asked for


@register.simple_tag(takes_context=True)
def follow(context: Context, name: str, **filters: str) -> Follow:
    """The feed, calendar and tables of a list, narrowed as this page is or by ``filters``."""
    query: Any = None
    if filters:
        query = QueryDict(mutable=True)
        query.update(filters)
    elif request := context.get("request"):
        query = request.GET
    query = query if query is not None else QueryDict()
    bare = addresses_of(name, get_language())
    channel, dataset = CHANNELS.get(name), DATASETS.get(name)
    heard = kept(query, channel.filters if channel else ())
    shown = kept(query, dataset.filters if dataset else ())
    return Follow(
        atom=bare.atom and heard.under(bare.atom),
        calendar=bare.calendar and heard.under(bare.calendar),
        csv=bare.csv and shown.under(bare.csv),
        json=bare.json and shown.under(bare.json),
        page=bare.page,
        letter=bare.letter and heard.under(bare.letter, apa=name),
    )


@cache
def addresses_of(name: str, language: str | None) -> Follow:
    """Without a filter; they never change, and every list asks for them twice."""

    def table(extension: str) -> str:
        return reverse("table", args=[name, extension]) if name in DATASETS else ""

    return Follow(
        atom=reverse("atom", kwargs={"channel": name}) if name in CHANNELS else "",
        calendar=reverse("calendar", kwargs={"channel": name}) if name in EVENTS_OF else "",
        csv=table("csv"),
        json=table("json"),
        page=reverse("dataset_detail", args=[name]) if name in DATASETS else "",
        letter=reverse("follow") if name in CHANNELS else "",
    )


@register.simple_tag(takes_context=True)
def schema_org(context: Context, publication: Any) -> SafeString:
    """What this page is about, for search engines; nothing while it is a draft."""
    request = context.get("request")
    if not publication or request is None:
        return SafeString("")
    return data_block(publication, request.build_absolute_uri, timezone.localdate())
