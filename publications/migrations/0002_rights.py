"""What the site's own role may do: read and write records, and only ever add publications.

The embedded PostgreSQL, and docs/operations.md for a server of one's own, make two roles:
``portal_owner`` owns the tables and migrates, ``portal`` serves. Where there is no role ``portal``,
the triggers of ``publications_publication`` stand guard alone.
"""

from django.db import migrations

GRANT = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal') AND current_user <> 'portal' THEN
        GRANT USAGE ON SCHEMA public TO portal;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portal;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portal;
        REVOKE UPDATE, DELETE, TRUNCATE ON publications_publication FROM portal;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]

    operations = [migrations.RunSQL(GRANT, migrations.RunSQL.noop)]
