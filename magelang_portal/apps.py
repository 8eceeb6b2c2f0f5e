from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "magelang_portal"
    verbose_name = "Portal"
