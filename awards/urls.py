"""What is read of awards, then what the office and the jury do with them."""

from django.urls import path  # noqa: F401

public_urls: list = []

office_urls: list = []
