"""The door for institutions and people: the difference first, then one click."""

import pytest
from django.urls import reverse

from organizations.office.states import organizations_with_state, people_with_state, state_of
from publications.models import Publication
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return builders.user("registrar")


@pytest.fixture
def desk(client, registrar):
    client.force_login(registrar)
    return client


@pytest.fixture
def board():
    organization = builders.organization("LPMK Contoh")
    post = builders.post("Ketua LPMK Contoh", organization=organization)
    builders.membership(post=post, person=builders.person("Siti Aminah"))
    return organization


def texts(response):
    return response.content.decode()


def publish(desk, record, name="organization_publish", **more):
    address = reverse(name, args=[record.pk])
    seen = desk.get(address).context["seen"]
    return desk.post(address, {"seen": seen, **more})


def state(organization):
    rows = organizations_with_state(type(organization).objects.filter(pk=organization.pk))
    return state_of(rows.get())


def test_what_will_be_public_is_shown_before_the_first_publication(desk, board):
    page = texts(desk.get(reverse("organization_publish", args=[board.pk])))
    assert "Yang akan dibaca publik" in page
    assert "Ketua LPMK Contoh" in page
    assert "Alasan" not in page


def test_one_click_publishes_the_board_with_the_people_that_were_ticked(desk, board, registrar):
    person = board.posts.get().memberships.get().person
    response = publish(desk, board, people=[str(person.pk)])
    assert response.status_code == 302
    assert board.published().published_by == registrar
    assert person.published().body["name"] == "Siti Aminah"
    assert board.published().body["posts"][0]["terms"][0]["person"] == "siti-aminah"


def test_a_board_is_published_without_people_who_were_not_ticked(desk, board):
    publish(desk, board)
    assert board.published()
    assert Publication.objects.count() == 1


def test_people_under_18_and_people_who_were_withdrawn_are_not_offered(desk, board, registrar):
    post = builders.post("Anggota", organization=board)
    builders.membership(post=post, person=builders.person("Anak Contoh", is_minor=True))
    gone = builders.person("Pernah Terbit")
    gone.publish(by=registrar)
    gone.withdraw(by=registrar, reason="Diminta.")
    builders.membership(post=builders.post("Kader", organization=board), person=gone)
    offered = desk.get(reverse("organization_publish", args=[board.pk])).context["people"]
    assert [str(person) for person in offered] == ["Siti Aminah"]


def test_a_change_needs_a_reason_that_readers_see(desk, board):
    publish(desk, board)
    board.refresh_from_db()
    board.name = "LPMK Contoh Baru"
    board.save()
    page = texts(desk.get(reverse("organization_publish", args=[board.pk])))
    assert "<ins>" in page
    assert publish(desk, board).status_code == 422
    assert board.published().version == 1
    assert publish(desk, board, reason="Nama diperbaiki.").status_code == 302
    assert (board.published().version, board.published().reason) == (2, "Nama diperbaiki.")


def test_nobody_publishes_what_they_have_not_read(desk, board):
    address = reverse("organization_publish", args=[board.pk])
    seen = desk.get(address).context["seen"]
    board.name = "Nama yang belum dibaca"
    board.save()
    response = desk.post(address, {"seen": seen})
    assert response.status_code == 409
    assert "baru saja berubah" in texts(response)
    assert board.published() is None
    assert desk.post(address).status_code == 409


def test_a_withdrawal_needs_a_reason_and_leaves_a_publication_that_says_so(desk, board):
    publish(desk, board)
    address = reverse("organization_withdraw", args=[board.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert not board.published().is_withdrawn
    desk.post(address, {"reason": "Memuat nama yang keliru."})
    assert board.published().is_withdrawn
    assert state(board) == "ditarik"


def test_what_was_never_published_cannot_be_withdrawn(desk, board):
    response = desk.post(reverse("organization_withdraw", args=[board.pk]), {"reason": "Salah."})
    assert response.status_code == 302
    assert board.published() is None


def test_what_was_withdrawn_can_be_published_again_with_a_reason(desk, board, registrar):
    board.publish(by=registrar)
    board.withdraw(by=registrar, reason="Keliru.")
    assert publish(desk, board).status_code == 422
    assert publish(desk, board, reason="Sudah dibetulkan.").status_code == 302
    assert not board.published().is_withdrawn


def test_a_person_is_published_and_withdrawn(desk, registrar):
    person = builders.person("Siti Aminah")
    assert publish(desk, person, "person_publish").status_code == 302
    assert person.published().body["name"] == "Siti Aminah"
    desk.post(reverse("person_withdraw", args=[person.pk]), {"reason": "Diminta."})
    assert person.published().is_withdrawn


def test_a_person_under_18_cannot_be_published(desk):
    child = builders.person("Anak Contoh", is_minor=True)
    address = reverse("person_publish", args=[child.pk])
    page = texts(desk.get(address))
    assert "Tidak dapat diterbitkan" in page
    assert '<button class="btn btn-primary">Terbitkan' not in page
    assert desk.post(address, {"seen": ""}).status_code == 422
    assert child.published() is None


def test_who_turns_out_to_be_under_18_is_named_as_still_public_until_renewed(desk, board):
    person = board.posts.get().memberships.get().person
    publish(desk, board, people=[str(person.pk)])
    person.is_minor = True
    person.save()
    address = reverse("person_desk", args=[person.pk])
    page = texts(desk.get(address))
    assert "Namanya masih terbaca publik" in page
    assert 'href="/lembaga/lpmk-contoh/"' in page
    assert f'href="/orang/{person.slug}/"' in page
    desk.post(reverse("person_withdraw", args=[person.pk]), {"reason": "Di bawah umur."})
    publish(desk, board, reason="Pengurus di bawah 18 tahun.")
    page = texts(desk.get(address))
    assert "masih terbaca publik" not in page
    assert "Namanya tidak pernah terbit" in page


@pytest.mark.parametrize(
    "change",
    [
        lambda board: board.save(),
        lambda board: board.posts.get().save(),
        lambda board: board.posts.get().memberships.get().save(),
        lambda board: board.posts.get().memberships.get().person.save(),
        lambda board: builders.membership(
            post=builders.post("Bendahara", organization=board)
        ),
    ],
)  # fmt: skip
def test_whatever_readers_would_see_of_a_board_marks_it_as_changed(
    board, registrar, change, time_machine
):
    time_machine.move_to("2030-01-05T09:00:00+07:00")
    board.publish(by=registrar)
    assert state(board) == "terbit"
    time_machine.move_to("2030-01-05T09:05:00+07:00")
    change(board)
    assert state(board) == "berubah"


def test_a_new_post_marks_the_person_who_takes_it_as_changed(registrar, time_machine):
    time_machine.move_to("2030-01-05T09:00:00+07:00")
    person = builders.person()
    person.publish(by=registrar)

    def now():
        return state_of(people_with_state(type(person).objects.filter(pk=person.pk)).get())

    assert now() == "terbit"
    time_machine.move_to("2030-01-05T09:05:00+07:00")
    builders.membership(person=person)
    assert now() == "berubah"


def test_the_list_shows_and_filters_what_is_not_yet_published(desk, board, registrar):
    public = builders.organization("LPMK Terbit")
    public.publish(by=registrar)

    def listed(state):
        response = desk.get(reverse("office_organization_list"), {"terbit": state})
        return [row.name for row in response.context["organizations"]]

    assert listed("belum") == ["LPMK Contoh"]
    assert listed("terbit") == ["LPMK Terbit"]
    assert listed("berubah") == listed("ditarik") == []


def test_what_has_not_changed_is_not_published_again(desk, registrar):
    person = builders.person("Siti Aminah")
    person.publish(by=registrar)
    address = reverse("person_publish", args=[person.pk])
    page = texts(desk.get(address))
    assert "Yang terbit sudah sama" in page
    assert 'name="reason"' not in page
    assert desk.post(address, {"seen": "", "reason": "Iseng."}).status_code == 302
    assert person.published().version == 1
