"""A place is held for minutes instead of hours; who comes to the venue is reminded."""

import datetime

import django.core.validators
from django.db import migrations, models
from django.db.models import F


def to_minutes(apps, schema_editor):
    settings = apps.get_model("registration", "RegistrationSettings")
    settings.objects.update(hold_minutes=F("hold_minutes") * 60)


def to_hours(apps, schema_editor):
    settings = apps.get_model("registration", "RegistrationSettings")
    settings.objects.update(hold_minutes=(F("hold_minutes") + 59) / 60)


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0015_tickets_are_drawn_when_a_mail_leaves"),
    ]

    operations = [
        migrations.RenameField(
            model_name="registrationsettings",
            old_name="hold_hours",
            new_name="hold_minutes",
        ),
        migrations.AlterField(
            model_name="registrationsettings",
            name="hold_minutes",
            field=models.PositiveSmallIntegerField(
                default=120,
                help_text="신청한 자리를 메일 확인 전까지 이 시간 동안 잡아 둡니다. 확인 번호는 15분 동안 쓸 수 있습니다.",
                validators=[
                    django.core.validators.MinValueValidator(20),
                    django.core.validators.MaxValueValidator(4320),
                ],
                verbose_name="확인 기한(분)",
            ),
        ),
        migrations.AddField(
            model_name="registrationsettings",
            name="reminder",
            field=models.CharField(
                choices=[("eve", "첫 참석일 전날"), ("day", "첫 참석일 당일"), ("none", "보내지 않음")],
                default="eve",
                help_text="확정된 현장 참가자에게 날짜, 장소, 참가증을 한 번 보냅니다. 온라인 참가자는 중계 주소가 열릴 때 받습니다.",
                max_length=4,
                verbose_name="행사 전 안내 메일",
            ),
        ),
        migrations.AddField(
            model_name="registrationsettings",
            name="reminder_at",
            field=models.TimeField(
                default=datetime.time(18, 0),
                help_text="대회 시간대의 시각입니다.",
                verbose_name="보내는 시각",
            ),
        ),
        migrations.RunPython(to_minutes, to_hours),
    ]
