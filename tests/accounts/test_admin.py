"""The admin: who enters, whom they may manage, and that nobody overwrites or goes around."""

import re

import pytest
from django.urls import reverse

from accounts.models import Duty, User
from organizations.models import Organization, OrganizationKind
from publications.models import Publication
from tests import builders

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def fields(page):
    """What the page would send if its button were pressed."""
    form = page.context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        data[bound.html_name] = "on" if value is True else getattr(value, "pk", value)
    for inline in page.context["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            data[bound.html_name] = bound.value()
        for row in inline.formset.initial_forms:
            for bound in row:
                value = bound.value()
                if not (value is None or value is False):
                    data[bound.html_name] = getattr(value, "pk", value)
    return data


def change(model):
    return lambda row: reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]
    )


user_page, kind_page, organization_page = (
    change(User),
    change(OrganizationKind),
    change(Organization),
)


@pytest.fixture
def administrator(client):
    user = builders.user("administrator", name="Bu Admin")
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", ["note_taker", "reviewer", "registrar", "juror"])
def test_only_the_administrators_duty_opens_the_admin(client, role):
    client.force_login(builders.user(role))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_the_admin_speaks_indonesian_under_its_own_name(client, administrator):
    page = text(client.get(reverse("admin:index")))
    assert "Kantor Forum Kemitraan" in page
    assert "Akun, tugas, dan data dasar" in page
    for word in ("Django", "Welcome", "Groups", "Grup"):
        assert word not in page


def test_a_duty_that_ended_opens_nothing(client):
    user = builders.user("administrator")
    user.duties.update(end_date="2025-01-01", version=2)
    client.force_login(user)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_every_list_and_form_of_the_admin_opens(client):
    client.force_login(builders.user(is_superuser=True))
    meeting = builders.published(builders.meeting())
    builders.membership()
    rows = {
        type(row): row
        for row in [
            meeting,
            meeting.forum,
            meeting.area,
            builders.kind(),
            Organization.objects.first(),
            Organization.objects.first().posts.first(),
            builders.person(),
            User.objects.first(),
            Duty.objects.first(),
            Publication.objects.first(),
        ]
    }
    for model, row in rows.items():
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{label}_changelist")).status_code == 200, label
        assert client.get(reverse(f"{label}_change", args=[row.pk])).status_code == 200, label


# ------------------------------------------------------------------------- two at once
def test_a_stale_save_changes_nothing_and_says_why(client, administrator):
    kind = builders.kind("lpmk")
    data = fields(client.get(kind_page(kind)))
    kind.name = "Nama dari orang lain"
    kind.save()
    answer = client.post(kind_page(kind), data | {"name": "Nama saya"})
    assert answer.status_code == 200
    assert "Orang lain menyimpan baris ini" in text(answer)
    kind.refresh_from_db()
    assert kind.name == "Nama dari orang lain"


def test_a_fresh_save_goes_through(client, administrator):
    kind = builders.kind("lpmk")
    builders.kind_post(kind)
    data = fields(client.get(kind_page(kind)))
    answer = client.post(kind_page(kind), data | {"name": "Nama saya"})
    assert answer.status_code == 302, text(answer)
    kind.refresh_from_db()
    assert (kind.name, kind.version) == ("Nama saya", 2)


def test_a_save_without_a_version_is_refused(client, administrator):
    kind = builders.kind("lpmk")
    data = fields(client.get(kind_page(kind)))
    del data["opened_version"]
    assert client.post(kind_page(kind), data | {"name": "Paksa"}).status_code == 200
    kind.refresh_from_db()
    assert kind.name != "Paksa"


def test_a_stale_row_inside_a_page_changes_nothing(client, administrator):
    kind = builders.kind("lpmk")
    post = builders.kind_post(kind)
    data = fields(client.get(kind_page(kind)))
    post.label = "Sebutan dari orang lain"
    post.save()
    answer = client.post(kind_page(kind), data | {"posts-0-label": "Sebutan saya"})
    assert "Orang lain menyimpan baris ini" in text(answer)
    post.refresh_from_db()
    assert post.label == "Sebutan dari orang lain"


def test_signing_in_makes_no_edit_of_the_account_stale(client, administrator):
    other = builders.user("note_taker")
    data = fields(client.get(user_page(other)))
    from django.contrib.auth.models import update_last_login

    update_last_login(None, other)
    answer = client.post(user_page(other), data | {"name": "Nama Baru"})
    assert answer.status_code == 302, text(answer)
    other.refresh_from_db()
    assert other.name == "Nama Baru"


def test_a_stale_edit_of_an_account_is_refused(client, administrator):
    other = builders.user("note_taker")
    data = fields(client.get(user_page(other)))
    other.name = "Dari orang lain"
    other.save()
    answer = client.post(user_page(other), data | {"name": "Dari saya"})
    assert "Orang lain menyimpan baris ini" in text(answer)


# -------------------------------------------------------------------------- whom they may manage
def test_an_administrator_makes_an_account_and_gives_it_a_duty(client, administrator):
    answer = client.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "Baru@contoh.test",
            "name": "Petugas Baru",
            "password1": "getuk-trio-lapis",
            "password2": "getuk-trio-lapis",
        },
    )
    assert answer.status_code == 302, text(answer)
    user = User.objects.get(email="baru@contoh.test")
    data = fields(client.get(user_page(user)))
    answer = client.post(
        user_page(user),
        data
        | {
            "duties-TOTAL_FORMS": 1,
            "duties-0-user": str(user.pk),
            "duties-0-opened_version": 0,
            "duties-0-role": "reviewer",
            "duties-0-area": str(builders.city().pk),
        },
    )
    assert answer.status_code == 302, text(answer)
    assert user.duties.get().role == "reviewer"


@pytest.fixture
def of_kelurahan(client):
    user = builders.user("administrator", area=builders.subdistrict())
    client.force_login(user)
    return user


def test_accounts_with_a_duty_elsewhere_are_out_of_reach(client, of_kelurahan):
    own = builders.user("note_taker", area=builders.subdistrict(), name="Petugas Sini")
    city = builders.user("note_taker", name="Petugas Kota")
    both = builders.user("note_taker", area=builders.subdistrict(), name="Petugas Keduanya")
    Duty.objects.create(user=both, role="reviewer", area=builders.city())
    root = builders.user(is_superuser=True, name="Pemilik")
    page = text(client.get(reverse("admin:accounts_user_changelist")))
    assert "Petugas Sini" in page
    for other in (city, both, root):
        assert other.name not in page
        assert client.get(user_page(other)).status_code == 302  # "tidak ada"
        password = reverse("admin:auth_user_password_change", args=[other.pk])
        assert client.get(password).status_code in (302, 403, 404)
    assert client.get(user_page(own)).status_code == 200


def test_nobody_hands_out_a_duty_outside_the_own_area(client, of_kelurahan):
    own = builders.user("note_taker", area=builders.subdistrict())
    data = fields(client.get(user_page(own)))
    answer = client.post(
        user_page(own),
        data
        | {
            "duties-TOTAL_FORMS": 2,
            "duties-1-user": str(own.pk),
            "duties-1-opened_version": 0,
            "duties-1-role": "reviewer",
            "duties-1-area": str(builders.city().pk),
        },
    )
    assert answer.status_code == 200
    assert own.duties.count() == 1


def test_nobody_makes_themselves_a_superuser(client, administrator):
    data = fields(client.get(user_page(administrator)))
    client.post(user_page(administrator), data | {"is_superuser": "on"})
    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_base_data_of_all_belongs_to_the_administrators_of_all(client, of_kelurahan):
    kind = builders.kind("lpmk")
    data = fields(client.get(kind_page(kind)))
    assert client.post(kind_page(kind), data | {"name": "Paksa"}).status_code == 403


def test_an_institution_of_another_area_is_out_of_reach(client, of_kelurahan):
    own = builders.organization("LPMK Sini", area=builders.subdistrict())
    other = builders.organization(
        "LPMK Sana", area=builders.subdistrict("33.71.01.1010", "Tidar Utara")
    )
    page = text(client.get(reverse("admin:organizations_organization_changelist")))
    assert own.name in page
    assert other.name not in page


def test_a_lost_phone_is_helped_by_the_administrator(client, administrator):
    from allauth.mfa.models import Authenticator

    other = builders.user("reviewer")
    Authenticator.objects.create(user=other, type="totp", data={"secret": "x"})
    client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "drop_second_factor", "_selected_action": [str(other.pk)]},
    )
    assert not other.has_second_factor


# ------------------------------------------------------------------- nothing around the door
def test_publications_and_meetings_are_only_looked_at(client):
    client.force_login(builders.user(is_superuser=True))
    meeting = builders.published(builders.meeting("Forum Tersegel"))
    for model, key in (("publications_publication", 1), ("forums_meeting", meeting.pk)):
        address = reverse(f"admin:{model}_change", args=[key])
        assert client.get(address).status_code == 200
        assert client.post(address, {"slug": "lain", "name": "Lain"}).status_code == 403
        assert client.get(reverse(f"admin:{model}_add")).status_code == 403
        assert client.get(reverse(f"admin:{model}_delete", args=[key])).status_code == 403


def test_who_appears_in_the_record_is_switched_off_and_not_deleted(client, administrator):
    other = builders.user("note_taker")
    assert client.get(reverse("admin:accounts_user_delete", args=[other.pk])).status_code == 403
