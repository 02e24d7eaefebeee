"""The table behind `pobatt.page_cache.version`: no model, since nobody but triggers and one watching thread knows it."""

from django.db import migrations

CREATE = """
CREATE TABLE public_version (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changes bigint NOT NULL DEFAULT 1
);
COMMENT ON TABLE public_version IS 'One row for each change of anything public; the version is the sum of changes.';
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP TABLE public_version;")]
