"""Demonstration accounts: one for each duty, and of no use outside a demonstration."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from accounts.demonstration import create_demonstration_accounts
from accounts.models import Duty, User
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory():
    builders.subdistrict("33.71.01.1011", "Tidar Selatan")
    builders.subdistrict("33.71.01.1010", "Tidar Utara")


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True
    return settings


def test_there_is_one_account_for_each_duty_and_a_neighbour(territory, demonstration):
    made = create_demonstration_accounts()
    roles = set(Duty.objects.filter(user__is_demonstration=True).values_list("role", flat=True))
    assert roles == set(Duty.Role.values)
    assert all(user.name.startswith("CONTOH ") for user in User.objects.all())
    assert any("Tidar Selatan" in duty for _, _, duty, _ in made)
    assert any("Tidar Utara" in duty for _, _, duty, _ in made)


def test_making_them_twice_changes_nothing(territory, demonstration):
    first = create_demonstration_accounts()
    assert create_demonstration_accounts() == first
    assert User.objects.count() == len(first)


def test_they_are_made_in_a_demonstration_alone(territory, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(ImproperlyConfigured):
        create_demonstration_accounts()
    assert not User.objects.exists()


def test_they_sign_in_and_out_of_the_demonstration_they_do_not(client, territory, demonstration):
    email, password, _, _ = create_demonstration_accounts()[0]
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    assert answer.status_code == 302
    assert client.get(reverse("office")).status_code == 200

    demonstration.DEMONSTRATION = False
    assert client.get(reverse("office")).status_code == 302  # the open session ends too
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    assert answer["Location"] == reverse("account_inactive")
    assert client.get(reverse("office")).status_code == 302
