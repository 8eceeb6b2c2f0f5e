"""Who takes, holds and leaves a post, as a registrar records it."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations.models import Decree, Membership, Person, Post
from organizations.rules import concerns
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(builders.user("registrar"))
    return client


@pytest.fixture
def post():
    return builders.post("Ketua LPMK Contoh", organization=builders.organization("LPMK Contoh"))


def appoint(desk, post, name, **more):
    sent = {"version": 0, "key": str(uuid.uuid4()), "capacity": "definitif", "name": name, **more}
    return desk.post(reverse("membership_create", args=[post.pk]), sent)


def texts(response):
    return response.content.decode()


# ------------------------------------------------------------------------------------- posts
def test_a_post_is_added_and_its_role_follows_its_label(desk, post):
    sent = {
        "version": 0, "key": str(uuid.uuid4()), "label": "Ketua Bidang Ekonomi",
        "maximum_holders": 1, "position": 0, "precedence": 500,
    }  # fmt: skip
    desk.post(reverse("post_create", args=[post.organization_id]), sent)
    made = Post.objects.get(label="Ketua Bidang Ekonomi")
    assert (made.role, made.organization, made.area) == (
        "ketua-bidang-ekonomi", post.organization, post.organization.area,
    )  # fmt: skip


def test_a_second_post_of_the_same_name_is_a_sentence_beside_its_name(desk, post):
    sent = {
        "version": 0, "key": str(uuid.uuid4()), "label": post.label, "role": post.role,
        "maximum_holders": 1, "position": 0, "precedence": 500,
    }  # fmt: skip
    response = desk.post(reverse("post_create", args=[post.organization_id]), sent)
    assert response.status_code == 422
    assert response.context["form"].errors == {"label": ["Jabatan ini sudah ada di lembaga ini."]}


def test_a_post_that_was_held_stays_and_one_that_never_was_can_go(desk, post):
    builders.membership(post=post)
    empty = builders.post("Jabatan keliru", organization=post.organization)
    for row in (post, empty):
        desk.post(reverse("post_delete", args=[row.pk]), {"version": 1})
    assert list(Post.objects.all()) == [post]


def test_a_vacant_post_says_so_and_a_board_nobody_wrote_down_does_not(desk, post):
    address = reverse("organization_desk", args=[post.organization_id])
    page = texts(desk.get(address))
    assert "Pengurus belum dicatat." in page
    assert "Kosong" not in page
    treasurer = builders.post("Bendahara", organization=post.organization)
    builders.membership(post=treasurer)
    assert "Kosong" in texts(desk.get(address))


# ------------------------------------------------------------------------------- who takes it
def test_a_new_person_is_recorded_with_titles_and_takes_the_post(desk, post):
    response = appoint(desk, post, "Siti  Aminah", honorific_suffix="S.H.", start_date="22/12/2025")
    assert response.status_code == 302
    term = Membership.objects.get()
    assert str(term.person) == "Siti Aminah, S.H."
    assert term.person.slug == "siti-aminah"
    assert (term.post, term.start_date, term.start_precision) == (post, date(2025, 12, 22), "day")


def test_a_mononym_is_a_whole_name(desk, post):
    assert appoint(desk, post, "Larsita").status_code == 302
    assert Person.objects.get().full_name == "Larsita"


def test_a_person_of_fictional_data_stays_marked_as_an_example(desk):
    post = builders.post(organization=builders.organization(is_example=True))
    appoint(desk, post, "Warga Rekaan")
    assert Person.objects.get().is_example


@pytest.mark.parametrize(
    ("typed", "start", "precision", "end"),
    [
        ("12/2025", date(2025, 12, 1), "month", date(2025, 12, 31)),
        ("Desember 2025", date(2025, 12, 1), "month", date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), "year", date(2025, 12, 31)),
        ("3/4/2025", date(2025, 4, 3), "day", date(2025, 4, 3)),
        ("22 Desember 2025", date(2025, 12, 22), "day", date(2025, 12, 22)),
    ],
)
def test_a_date_is_as_exact_as_it_was_typed(desk, post, typed, start, precision, end):
    assert appoint(desk, post, "Siti", start_date=typed, end_date=typed).status_code == 302
    term = Membership.objects.get()
    assert (term.start_date, term.start_precision) == (start, precision)
    assert (term.end_date, term.end_precision) == (end, precision)
    page = texts(desk.get(reverse("membership_edit", args=[term.pk])))
    shown = {"day": start.strftime("%d/%m/%Y"), "month": "12/2025", "year": "2025"}[precision]
    assert f'value="{shown}"' in page


@pytest.mark.parametrize("typed", ["12/22/2025", "31/02/2025", "kemarin", "13/2025", "25"])
def test_a_date_that_is_none_is_a_sentence_and_never_american(desk, post, typed):
    response = appoint(desk, post, "Siti", start_date=typed)
    assert response.status_code == 422
    assert "Tulis seperti 22/12/2025" in response.context["form"].errors["start_date"][0]


def test_a_name_that_sounds_like_somebody_is_asked_about_first(desk, post):
    known = builders.person("Evin Septa Haryanto Kamil")
    response = appoint(desk, post, "Evin Sapta Haryanto Kamil")
    assert response.status_code == 422
    page = texts(response)
    assert "Sudah ada 1 orang bernama mirip" in page
    assert f'value="{known.pk}"' in page
    assert Person.objects.count() == 1
    assert not Membership.objects.exists()


def test_choosing_the_person_makes_no_duplicate(desk, post):
    known = builders.person("Septa Haryanto")
    assert appoint(desk, post, "Sapta Haryanto", chosen=str(known.pk)).status_code == 302
    assert Membership.objects.get().person == known
    assert Person.objects.count() == 1


def test_an_alias_is_matched_too(desk, post):
    builders.person("Mbah Darmo", other_names=["Sudarmo Wirjo"])
    response = appoint(desk, post, "Sudarmo Wiryo")
    assert [str(person) for person in response.context["form"].similar] == ["Mbah Darmo"]


def test_a_namesake_is_recorded_as_somebody_new_when_the_official_says_so(desk, post):
    builders.person("Siti Aminah")
    assert appoint(desk, post, "Siti Aminah", chosen="baru").status_code == 302
    assert sorted(Person.objects.values_list("slug", flat=True)) == [
        "siti-aminah", "siti-aminah-2",
    ]  # fmt: skip


def test_a_chosen_person_who_does_not_exist_is_a_sentence(desk, post):
    response = appoint(desk, post, "Siti", chosen=str(uuid.uuid4()))
    assert response.status_code == 422
    assert not Person.objects.exists()


def test_an_appointment_sent_twice_is_one_term_and_one_person(desk, post):
    key = str(uuid.uuid4())
    for _ in range(2):
        assert appoint(desk, post, "Siti Aminah", key=key).status_code == 302
    assert Membership.objects.count() == 1
    assert Person.objects.count() == 1


def test_a_person_under_18_is_recorded_and_never_published(desk, post):
    appoint(desk, post, "Anak Contoh", is_minor="on")
    assert Person.objects.get().is_minor
    assert "Anak Contoh" not in str(post.organization.document())


# --------------------------------------------------------------------------- one after another
def test_a_second_definitive_holder_is_a_sentence_beside_the_date(desk, post):
    builders.membership(post=post, start_date=date(2024, 1, 1))
    response = appoint(desk, post, "Siti Aminah", start_date="1/1/2026")
    assert response.status_code == 422
    assert (
        "sudah dipegang pejabat definitif lain"
        in (response.context["form"].errors["start_date"][0])
    )
    assert not Person.objects.filter(name="Siti Aminah").exists()


def test_the_old_term_ends_the_day_before_the_new_one_in_one_step(desk, post):
    old = builders.membership(post=post, start_date=date(2024, 1, 1))
    acting = builders.membership(post=post, start_date=date(2025, 6, 1), capacity="plt")
    response = appoint(desk, post, "Siti Aminah", start_date="1/1/2026", replace="on")
    assert response.status_code == 302
    for term in (old, acting):
        term.refresh_from_db()
        assert term.end_date == date(2025, 12, 31)
    assert Membership.objects.get(person__name="Siti Aminah").start_date == date(2026, 1, 1)


def test_a_mistake_in_the_new_term_does_not_end_the_old_one(desk, post):
    builders.person("Siti Aminah")
    old = builders.membership(post=post, start_date=date(2024, 1, 1))
    response = appoint(desk, post, "Siti Aminah", start_date="1/1/2026", replace="on")
    assert response.status_code == 422
    old.refresh_from_db()
    assert (old.end_date, old.version) == (None, 1)


def test_somebody_acts_while_the_definitive_holder_is_away(desk, post):
    builders.membership(post=post, start_date=date(2024, 1, 1))
    assert appoint(desk, post, "Siti", capacity="plh", start_date="1/1/2026").status_code == 302
    assert Membership.objects.get(capacity="plh").role_label == "Plh. Ketua LPMK Contoh"


def test_a_post_for_several_seats_them_one_by_one_until_it_is_full(desk, post):
    post.maximum_holders = 2
    post.save()
    for name in ("Siti", "Slamet"):
        assert appoint(desk, post, name, start_date="1/1/2026").status_code == 302
    assert appoint(desk, post, "Joko", start_date="1/1/2026").status_code == 422
    assert sorted(Membership.objects.values_list("seat", flat=True)) == [1, 2]


# ------------------------------------------------------------------------------ edit and end
def test_a_term_is_ended_with_a_date_and_a_decree(desk, post):
    term = builders.membership(post=post, start_date=date(2024, 1, 1), start_precision="year")
    decree = Decree.objects.create(number="12/2025", signed_by="Lurah Contoh")
    sent = {"version": 1, "end_date": "30/11/2025", "ended_by": str(decree.pk)}
    response = desk.post(reverse("membership_end", args=[term.pk]), sent)
    assert response.status_code == 302
    term.refresh_from_db()
    assert (term.end_date, term.ended_by) == (date(2025, 11, 30), decree)
    assert (term.start_date, term.start_precision) == (date(2024, 1, 1), "year")


def test_a_term_cannot_end_before_it_began_or_without_a_date(desk, post):
    term = builders.membership(post=post, start_date=date(2024, 1, 1))
    address = reverse("membership_end", args=[term.pk])
    early = desk.post(address, {"version": 1, "end_date": "2023"})
    assert early.context["form"].errors["end_date"] == [
        "Tanggal berakhir mendahului tanggal mulai."
    ]
    assert desk.post(address, {"version": 1, "end_date": ""}).status_code == 422


def test_a_term_two_registrars_edit_is_a_conflict_told_in_words(desk, post):
    term = builders.membership(post=post, start_date=date(2024, 1, 1))
    term.end_date, term.end_precision = date(2025, 12, 31), "year"
    term.save()
    sent = {"version": 1, "capacity": "definitif", "start_date": "1/1/2024", "end_date": "12/2025"}
    response = desk.post(reverse("membership_edit", args=[term.pk]), sent)
    assert response.status_code == 409
    assert response.context["form"].differences == [("Berakhir", "Desember 2025", "2025")]


def test_a_term_written_down_by_mistake_is_removed_and_the_institution_counts_as_changed(
    desk, post
):
    term = builders.membership(post=post)
    address = reverse("membership_delete", args=[term.pk])
    assert desk.post(address).status_code == 400
    desk.post(address, {"version": 7})
    assert Membership.objects.exists()
    desk.post(address, {"version": 1})
    assert not Membership.objects.exists()
    before = post.organization.changed_at
    post.organization.refresh_from_db()
    assert post.organization.changed_at > before


# ---------------------------------------------------------------------------------- warnings
def sentences(organization):
    return " ".join(concern.sentence for concern in concerns(organization, timezone.localdate()))


def test_a_board_without_a_treasurer_is_told(post):
    builders.kind_post(builders.kind(), "bendahara", is_mandatory=True)
    builders.post("Sekretaris LPMK", organization=post.organization, is_mandatory=True)
    assert sentences(post.organization) == ""  # nobody wrote this board down
    builders.membership(post=post)
    told = sentences(post.organization)
    assert "Sekretaris LPMK kosong." in told
    assert "Jabatan Bendahara belum dibuat." in told


def test_one_person_in_two_boards_is_told_and_an_official_in_government_is_not(post):
    person = builders.person("Siti Aminah")
    builders.membership(post=post, person=person)
    office = builders.organization("Dinas", classification=builders.kind("dinas", "government"))
    builders.membership(post=builders.post(organization=office), person=person)
    assert "juga tercatat" not in sentences(post.organization)
    other = builders.organization("PKK Contoh")
    builders.membership(post=builders.post("Ketua PKK", organization=other), person=person)
    told = sentences(post.organization)
    assert "Siti Aminah juga tercatat sebagai Ketua PKK di PKK Contoh." in told


def test_a_third_term_is_told(post):
    kind = post.organization.classification
    kind.maximum_terms = 2
    kind.save()
    person = builders.person("Siti Aminah")
    for year in (2014, 2019):
        builders.membership(
            post=post, person=person, start_date=date(year, 1, 1), end_date=date(year + 4, 12, 31)
        )
    assert "kali masa bakti" not in sentences(post.organization)
    builders.membership(post=post, person=person, start_date=date(2024, 1, 1))
    assert "Siti Aminah tercatat 3 kali masa bakti" in sentences(post.organization)


def test_a_term_longer_than_the_kind_allows_is_told(post):
    kind = post.organization.classification
    kind.term_years = 5
    kind.save()
    term = builders.membership(post=post, start_date=timezone.localdate() - timedelta(days=1000))
    assert "lebih dari 5 tahun" not in sentences(post.organization)
    term.start_date = date(2015, 1, 1)
    term.save()
    assert "lebih dari 5 tahun" in sentences(post.organization)


def test_an_ended_term_without_a_successor_is_told_until_somebody_comes(post):
    builders.membership(post=post, start_date=date(2019, 1, 1), end_date=date(2023, 12, 31))
    assert "berakhir 31 Desember 2023; belum ada penggantinya" in sentences(post.organization)
    builders.membership(post=post, start_date=date(2024, 1, 1))
    assert "belum ada penggantinya" not in sentences(post.organization)


def test_a_mandatory_post_whose_term_ended_is_told_once(post):
    post.is_mandatory = True
    post.save()
    builders.membership(post=post, start_date=date(2019, 1, 1), end_date=date(2023, 12, 31))
    assert len(concerns(post.organization, timezone.localdate())) == 1
