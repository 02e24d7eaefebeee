"""The files of a mail with a ticket are made from the attendee by the worker; nothing else was ever attached."""

from django.db import migrations, models

NOTE_WHO_HAS_ONE = """
UPDATE registration_message SET has_ticket = true
WHERE EXISTS (SELECT FROM registration_attachment AS file WHERE file.message_id = registration_message.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0014_finding_attendees"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="has_ticket",
            field=models.BooleanField(
                default=False, help_text="QR과 캘린더 파일은 보낼 때 만듭니다.", verbose_name="참가증 첨부"
            ),
        ),
        migrations.RunSQL(NOTE_WHO_HAS_ONE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Attachment"),
    ]
