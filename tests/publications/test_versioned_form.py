"""Two officials, one row: nothing is lost, nothing is done twice, and each complaint has words."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from django import forms
from django.core.exceptions import BadRequest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import RequestFactory

from organizations.models import Area, Membership, Organization, OrganizationKind, Post
from publications.forms import VersionedForm, in_words
from tests import builders

pytestmark = pytest.mark.django_db


class PostForm(VersionedForm):
    class Meta:
        model = Post
        fields = ["label", "role", "area", "maximum_holders", "is_mandatory"]


class TermForm(VersionedForm):
    """Leaves the post out on purpose: its parent is known, and the constraint must still speak."""

    beside = {"term_ends_after_it_begins": "end_date"}

    class Meta:
        model = Membership
        fields = ["person", "start_date", "end_date"]


def typed(version, **data):
    answers = {"label": "Ketua", "role": "ketua", "maximum_holders": 1}
    return {**answers, "version": version, **data}


def opened(data=None, *, of=None, key=None, form_class=PostForm, new=None, rows=None, **kwargs):
    """The form as a view opens it: to look at without data, posted with it."""
    request = RequestFactory().get("/") if data is None else RequestFactory().post("/", data)
    with transaction.atomic():
        form = form_class.opened(
            request,
            rows=Post.objects if rows is None else rows,
            key=key or of.pk,
            new=new,
            **kwargs,
        )
        form.was_saved = data is not None and form.saved()
    return form


def version_shown(form):
    return form["version"].value()


@pytest.fixture
def institution():
    return builders.organization()


@pytest.fixture
def post(institution):
    return builders.post("Ketua", organization=institution)


@pytest.fixture
def create(institution):
    key = uuid.uuid4()

    def send(data):
        return opened(data, key=key, new=lambda key: Post(pk=key, organization=institution))

    return send


def test_a_new_row_takes_the_key_that_was_minted_before_it_was_shown(create):
    shown = create(None)
    assert version_shown(shown) == 0
    form = create(typed(0))
    assert form.was_saved
    assert Post.objects.get().pk == shown.instance.pk
    assert Post.objects.get().version == 1


def test_a_resent_new_row_is_the_same_row_and_looks_saved(create):
    create(typed(0))
    again = create(typed(0))
    assert again.was_saved
    assert Post.objects.count() == 1
    assert Post.objects.get().version == 1


def test_a_new_row_that_is_sent_again_with_other_words_is_a_conflict(create):
    create(typed(0))
    other = create(typed(0, label="Ketua Umum"))
    assert not other.was_saved
    assert other.status == 409
    assert other.differences == [("Sebutan", "Ketua Umum", "Ketua")]
    assert Post.objects.get().label == "Ketua"


def test_an_edit_on_the_newest_version_is_saved(post):
    form = opened(typed(1, label="Ketua Umum"), of=post)
    assert form.was_saved
    post.refresh_from_db()
    assert (post.label, post.version) == ("Ketua Umum", 2)


def test_a_stale_edit_changes_nothing_and_tells_mine_from_theirs(post):
    opened(typed(1, label="Ketua Pertama", maximum_holders=2, is_mandatory="on"), of=post)
    stale = opened(typed(1, label="Ketua Kedua"), of=post)
    assert not stale.was_saved
    assert stale.conflict
    assert not stale.is_gone
    assert stale.status == 409
    assert stale.differences == [
        ("Sebutan", "Ketua Kedua", "Ketua Pertama"),
        ("Paling banyak pemegang", "1", "2"),
        ("Wajib ada", "tidak", "ya"),
    ]
    post.refresh_from_db()
    assert (post.label, post.version) == ("Ketua Pertama", 2)


def test_after_a_conflict_the_form_keeps_my_words_and_carries_the_newer_version(post):
    opened(typed(1, label="Ketua Pertama"), of=post)
    stale = opened(typed(1, label="Ketua Kedua"), of=post)
    assert stale["label"].value() == "Ketua Kedua"
    assert version_shown(stale) == 2
    assert '<input type="hidden" name="version" value="2"' in str(stale["version"])


def test_a_second_knowing_save_goes_through(post):
    opened(typed(1, label="Ketua Pertama"), of=post)
    stale = opened(typed(1, label="Ketua Kedua"), of=post)
    knowing = opened(typed(version_shown(stale), label="Ketua Kedua"), of=post)
    assert knowing.was_saved
    post.refresh_from_db()
    assert (post.label, post.version) == ("Ketua Kedua", 3)


def test_a_knowing_save_that_is_overtaken_again_is_a_conflict_again(post):
    opened(typed(1, label="Ketua Pertama"), of=post)
    opened(typed(2, label="Ketua Ketiga"), of=post)
    assert opened(typed(2, label="Ketua Kedua"), of=post).status == 409


def test_a_resent_edit_looks_saved_and_writes_nothing(post):
    opened(typed(1, label="Ketua Umum"), of=post)
    again = opened(typed(1, label="Ketua Umum"), of=post)
    assert again.was_saved
    post.refresh_from_db()
    assert post.version == 2


def test_a_stale_edit_with_a_mistake_in_it_is_a_conflict_with_both_told(post):
    opened(typed(1, label="Ketua Pertama"), of=post)
    stale = opened(typed(1, label=""), of=post)
    assert not stale.was_saved
    assert stale.status == 409
    assert "label" in stale.errors
    assert stale.differences == [("Sebutan", "(kosong)", "Ketua Pertama")]


@pytest.mark.parametrize("version", [None, "", "satu", "1.5"])
def test_a_form_without_its_version_is_a_bad_request_and_never_a_forced_save(post, version):
    data = typed(version)
    if version is None:
        del data["version"]
    with pytest.raises(BadRequest):
        opened(data, of=post)
    assert Post.objects.get().version == 1


def test_a_form_that_was_not_opened_by_the_door_is_guarded_all_the_same(post):
    Post.objects.get().save()
    form = PostForm(typed(1, label="Ketua Umum"), instance=Post.objects.get())
    assert not form.saved()
    assert form.status == 409
    with pytest.raises(BadRequest):
        PostForm({"label": "Ketua"}, instance=Post.objects.get())


def test_a_row_deleted_meanwhile_is_a_404_where_nothing_new_can_be_made(post):
    post.delete()
    with pytest.raises(Http404):
        opened(typed(1), of=post)
    with pytest.raises(Http404):
        opened(of=post)


def test_a_row_deleted_meanwhile_says_so_and_a_knowing_save_brings_it_back(post, institution):
    key = post.pk
    post.delete()

    def new(key):
        return Post(pk=key, organization=institution)

    gone = opened(typed(1, label="Ketua Umum"), key=key, new=new)
    assert not gone.was_saved
    assert gone.is_gone
    assert gone.status == 409
    assert version_shown(gone) == 0
    assert not Post.objects.exists()
    assert opened(typed(0, label="Ketua Umum"), key=key, new=new).was_saved
    assert Post.objects.get().pk == key


def test_a_row_behind_the_gate_is_not_there(post):
    with pytest.raises(Http404):
        opened(typed(1), of=post, rows=Post.objects.none())


def test_a_mistake_answers_422_beside_its_field_and_keeps_the_version(post):
    form = opened(typed(1, label=""), of=post)
    assert form.status == 422
    assert form.errors["label"] == ["Bidang ini tidak boleh kosong."]
    assert version_shown(form) == 1


def test_a_prefixed_form_reads_its_own_version(post):
    data = {f"b-{name}": value for name, value in typed(1, label="Ketua Umum").items()}
    assert opened(data, of=post, prefix="b").was_saved
    assert opened({**data, "b-label": "Lain"}, of=post, prefix="b").status == 409


def test_a_constraint_of_the_parent_left_out_of_the_form_still_speaks_once(create, institution):
    builders.post("Ketua", organization=institution)
    form = create(typed(0))
    assert form.status == 422
    assert form.non_field_errors() == ["Jabatan ini sudah ada di lembaga ini."]


def term(post, data):
    return opened(
        {"person": builders.person().pk, "version": 0, **data},
        key=uuid.uuid4(),
        form_class=TermForm,
        rows=Membership.objects,
        new=lambda key: Membership(pk=key, post=post),
    )


def test_a_constraint_stands_beside_the_field_that_explains_it_and_only_there(post):
    form = term(post, {"start_date": "2025-02-01", "end_date": "2025-01-01"})
    assert form.errors == {"end_date": ["Tanggal berakhir mendahului tanggal mulai."]}


def test_a_second_definitive_holder_is_a_sentence_on_top(post):
    builders.membership(post=post, start_date=date(2025, 1, 1))
    form = term(post, {"start_date": "2026-01-01"})
    assert form.status == 422
    assert "sudah dipegang pejabat definitif lain" in form.non_field_errors()[0]


def test_a_constraint_on_a_field_with_a_mistake_waits_until_that_is_mended(post):
    builders.membership(post=post, start_date=date(2025, 1, 1))
    form = term(post, {"start_date": "entah"})
    assert list(form.errors) == ["start_date"]


def test_a_constraint_that_only_the_database_saw_broken_is_the_same_sentence(post, monkeypatch):
    builders.membership(post=post, start_date=date(2025, 1, 1))
    for constraint in Membership._meta.constraints:  # as if the other were not committed yet
        monkeypatch.setattr(constraint, "validate", lambda *args, **kwargs: None)
    form = term(post, {"start_date": "2026-01-01"})
    assert not form.was_saved
    assert form.status == 422
    assert "sudah dipegang pejabat definitif lain" in form.non_field_errors()[0]
    assert Membership.objects.count() == 1


def test_a_refusal_of_the_database_that_no_sentence_explains_is_not_hidden():
    form = PostForm(typed(0), instance=Post(pk=uuid.uuid4(), organization_id=None))
    with pytest.raises(IntegrityError), transaction.atomic():
        form.saved()


def test_values_are_told_in_the_words_of_the_form(post):
    fields = PostForm().fields
    area = builders.city()
    assert in_words(fields["area"], str(area.pk)) == "Kota Magelang"
    assert in_words(fields["area"], "bukan-kunci") == "bukan-kunci"
    assert in_words(fields["area"], None) == "(kosong)"
    assert in_words(forms.DateField(), date(2025, 12, 22)) == "22 Desember 2025"
    assert in_words(forms.DateField(), "2025-12-22") == "22 Desember 2025"
    assert in_words(forms.DateField(), "besok") == "besok"
    assert in_words(forms.TimeField(), "09:05") == "09.05 WIB"
    assert in_words(forms.ChoiceField(choices=[("a", "Anu")]), "a") == "Anu"
    assert in_words(forms.ChoiceField(choices=[("Kelompok", [("a", "Anu")])]), "a") == "Anu"
    assert in_words(forms.MultipleChoiceField(choices=[("a", "Anu")]), ["a"]) == "Anu"
    assert in_words(forms.ModelMultipleChoiceField(Post.objects), [post.pk]) == "Ketua"


def test_two_clicks_at_the_same_moment_make_one_row():
    """Each thread has a connection of its own and commits: what is made is unmade at the end."""
    together = threading.Barrier(2)

    def alone(work):
        try:
            return work()
        finally:
            connection.close()

    def click(key):
        together.wait(10)
        institution = Organization.objects.get(slug="dua-klik")
        form = opened(typed(0), key=key, new=lambda key: Post(pk=key, organization=institution))
        return form.was_saved

    def prepare():
        builders.organization("Dua klik")

    def clear():
        for model in (Post, Organization, OrganizationKind):
            model.objects.all().delete()
        for level in ("kelurahan", "kecamatan", "kota"):
            Area.objects.filter(classification=level).delete()

    with ThreadPoolExecutor(2) as threads:
        try:
            threads.submit(alone, prepare).result()
            for _ in range(5):
                key = uuid.uuid4()
                clicks = [threads.submit(alone, partial(click, key)) for _ in range(2)]
                assert [each.result() for each in clicks] == [True, True]
                threads.submit(alone, Post.objects.filter(pk=key).delete).result()
        finally:
            threads.submit(alone, clear).result()
