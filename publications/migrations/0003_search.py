"""The rows that the search box reads, filled from what is published already.

``pg_trgm`` is a trusted extension: who may create tables in the database may install it.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.utils import timezone


def fill(apps, schema_editor):
    from publications.models.findable import findables

    Publication = apps.get_model("publications", "Publication")
    Findable = apps.get_model("publications", "Findable")
    current = Publication.objects.filter(listing__isnull=False, body__isnull=False)
    for row in current.only("kind", "body", "published_at").iterator(chunk_size=100):
        Findable.objects.bulk_create(
            Findable(publication=row, **fields)
            for fields in findables(row.kind, row.body, timezone.localdate(row.published_at))
        )


# PostgreSQL's own guess of how many rows answer, from its statistics; it reads no row for it.
# Not STABLE, though it changes nothing: such a function may not EXPLAIN.
EXPECTED = """
CREATE FUNCTION publications_expected(asked tsquery) RETURNS double precision
LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format(
        'EXPLAIN (FORMAT JSON) SELECT 1 FROM publications_findable WHERE vector @@ %L::tsquery',
        asked
    ) INTO plan;
    RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0002_rights"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Findable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("anchor", models.CharField(blank=True, max_length=120)),
                ("title", models.TextField(blank=True)),
                ("byline", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("names", models.TextField(blank=True)),
                ("day", models.DateField()),
                ("is_dated", models.BooleanField(default=True)),
                ("is_example", models.BooleanField(default=False)),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                            template="setweight(to_tsvector('indonesian', replace(title, '/', '/\u200b')), 'A') || setweight(to_tsvector('indonesian', replace(byline, '/', '/\u200b')), 'C') || to_tsvector('indonesian', replace(left(text, 50000), '/', '/\u200b')) || array_to_tsvector(words)",
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findables",
                        to="publications.publication",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["vector"], name="findable_vector"
                    ),
                    models.Index(fields=["-day", "-id"], name="findable_newest_first"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            models.F("names"), name="gin_trgm_ops"
                        ),
                        condition=models.Q(("names", ""), _negated=True),
                        fastupdate=False,
                        name="findable_names",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "anchor"), name="one_findable_per_anchor"
                    )
                ],
            },
        ),
        migrations.RunSQL(EXPECTED, "DROP FUNCTION publications_expected"),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
