"""The portal's addresses, and two more that nobody but the benchmark asks for."""

from crispy_forms.helper import FormHelper
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from magelang_portal.urls import handler404, handler500  # noqa: F401
from magelang_portal.urls import urlpatterns as portal


class TwentyFields(forms.Form):
    """An ordinary form of an office: what a page of rows is measured against."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for number in range(20):
            self.fields[f"isian_{number}"] = forms.CharField(label=f"Isian {number}", max_length=80)
        self.helper = FormHelper()
        self.helper.form_tag = False


def bare(request: HttpRequest) -> HttpResponse:
    """H: the least that a view can do behind this middleware."""
    return HttpResponse("ok")


FORM_PAGE = """{% extends "office.html" %}{% load crispy_forms_tags %}
{% block title %}Isian{% endblock %}
{% block content %}<form method="post">{% csrf_token %}{% crispy form %}</form>{% endblock %}"""


def twenty_fields(request: HttpRequest) -> HttpResponse:
    page = engines["django"].from_string(FORM_PAGE)
    return HttpResponse(page.render({"form": TwentyFields()}, request))


urlpatterns = [path("ukur/polos", bare), path("ukur/formulir", twenty_fields), *portal]
