"""What is read of awards, then what the office and the jury do with them."""

from django.urls import path

from .office import activities
from .public_urls import public_urls  # noqa: F401

# The log of gotong royong.
activity_urls: list = [
    path("kegiatan/", activities.activity_list, name="activity_list"),
    path("kegiatan/baru/", activities.activity_create, name="activity_create"),
    path("kegiatan/<uuid:pk>/", activities.activity_edit, name="activity_edit"),
    path("kegiatan/<uuid:pk>/hapus/", activities.activity_delete, name="activity_delete"),
    path("kegiatan/foto/<uuid:pk>/", activities.activity_photo, name="activity_photo"),
    path(
        "kegiatan/foto/<uuid:pk>/hapus/",
        activities.activity_photo_delete,
        name="activity_photo_delete",
    ),
    path("kegiatan/foto/<uuid:pk>/gambar/", activities.activity_picture, name="activity_picture"),
]

office_urls: list = [*activity_urls]
