from django.urls import path  # noqa: F401

public_urls: list = []
file_urls: list = []
