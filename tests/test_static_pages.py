"""The pages about the portal itself, and what is said when something is wrong."""

import pytest
from django.test import override_settings

pytestmark = pytest.mark.django_db
PAGES = ["/tentang/", "/privasi/", "/aksesibilitas/"]


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_about_the_portal_asks_nothing_and_sets_no_cookie(
    client, django_assert_num_queries, address, language
):
    with django_assert_num_queries(0):
        response = client.get(f"{language}{address}")
    assert response.status_code == 200
    assert not response.cookies
    assert response.content.decode().count("<h1>") == 1


@pytest.mark.parametrize("address", PAGES)
def test_nobody_is_invented_whom_readers_could_write_to(client, address):
    assert "belum diisi pada pemasangan ini" in client.get(address).content.decode()
    with override_settings(CONTACT_EMAIL="ppid@contoh.test", OPERATOR_NAME="Dinas Contoh"):
        page = client.get(address).content.decode()
    assert 'href="mailto:ppid@contoh.test"' in page
    assert "Dinas Contoh" in page
    assert "belum diisi" not in page


def test_an_address_without_a_page_is_answered_in_words(client):
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.content.decode()
    assert not response.cookies


def test_an_error_is_told_in_words_and_not_in_tracebacks(client):
    from magelang_portal import public

    told = public.server_error(None)
    assert told.status_code == 500
    assert "Ada yang rusak di sisi kami" in told.content.decode()
