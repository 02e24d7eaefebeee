import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# The host was a text of the conference; it becomes its first organisation, in what is published, too.
HOSTS = """
INSERT INTO program_organisation (conference_id, role, name_ko, name_en, url, position, source)
SELECT id, 'host', host_ko, host_en, '', 0, '' FROM program_conference WHERE host_ko <> '' OR host_en <> '';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE program_release DISABLE TRIGGER USER;
UPDATE program_release SET document = document || jsonb_build_object(
    'organisations',
    CASE WHEN concat(document #>> '{conference,host_ko}', document #>> '{conference,host_en}') = '' THEN '[]'::jsonb
    ELSE jsonb_build_array(jsonb_build_object(
        'role', 'host', 'name_ko', document #> '{conference,host_ko}', 'name_en', document #> '{conference,host_en}',
        'url', '', 'logo', NULL
    )) END,
    'conference',
    (document -> 'conference') - 'host_ko' - 'host_en'
        || '{"address_ko": "", "address_en": "", "latitude": null, "longitude": null}'::jsonb
);
ALTER TABLE program_release ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("host", "주최"),
                            ("organiser", "주관"),
                            ("supporter", "후원"),
                            ("sponsor", "협찬"),
                        ],
                        max_length=10,
                        verbose_name="역할",
                    ),
                ),
                ("name_ko", models.CharField(blank=True, max_length=120, verbose_name="이름")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="이름(영문)")),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        help_text="예: https://www.pohang.go.kr",
                        max_length=300,
                        validators=[django.core.validators.URLValidator(["http", "https"])],
                        verbose_name="누리집",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="같은 역할 안에서 작은 수가 앞에 옵니다.", verbose_name="순서"
                    ),
                ),
                ("source", models.TextField(blank=True, help_text="공개하지 않습니다.", verbose_name="출처")),
            ],
            options={
                "verbose_name": "기관",
                "verbose_name_plural": "기관(주최·주관·후원·협찬)",
                "ordering": ["conference", "position", "id"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="conference",
            name="working_version_of_own_row",
        ),
        migrations.AddField(
            model_name="conference",
            name="address_en",
            field=models.CharField(blank=True, max_length=200, verbose_name="주소(영문)"),
        ),
        migrations.AddField(
            model_name="conference",
            name="address_ko",
            field=models.CharField(
                blank=True,
                help_text="확인한 도로명 주소만. 비워 두면 '추후 공지'로 표시됩니다.",
                max_length=200,
                verbose_name="주소",
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="department_en",
            field=models.CharField(blank=True, max_length=120, verbose_name="담당 부서(영문)"),
        ),
        migrations.AddField(
            model_name="conference",
            name="department_ko",
            field=models.CharField(blank=True, max_length=120, verbose_name="담당 부서"),
        ),
        migrations.AddField(
            model_name="conference",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="이메일"),
        ),
        migrations.AddField(
            model_name="conference",
            name="latitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                help_text="예: 36.012345. 지도 링크에 씁니다.",
                max_digits=8,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-90),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="위도",
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="longitude",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                help_text="예: 129.321098",
                max_digits=9,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(-180),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="경도",
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="phone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator("^\\+?[0-9][0-9 ()-]+$", "예: 054-123-4567")
                ],
                verbose_name="전화",
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="phone_hours_en",
            field=models.CharField(
                blank=True,
                help_text="예: weekdays 09:00–18:00",
                max_length=80,
                verbose_name="전화 시간(영문)",
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="phone_hours_ko",
            field=models.CharField(
                blank=True, help_text="예: 평일 09:00~18:00", max_length=80, verbose_name="전화 시간"
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="privacy_officer_en",
            field=models.CharField(blank=True, max_length=120, verbose_name="개인정보 보호책임자(영문)"),
        ),
        migrations.AddField(
            model_name="conference",
            name="privacy_officer_ko",
            field=models.CharField(
                blank=True, help_text="소속과 직위, 성명", max_length=120, verbose_name="개인정보 보호책임자"
            ),
        ),
        migrations.AddField(
            model_name="conference",
            name="retention_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="대회가 끝난 날부터. 지나면 파기합니다. 예: 90",
                null=True,
                verbose_name="개인정보 보관 일수",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conference",
            trigger=pgtrigger.compiler.Trigger(
                name="working_version_of_own_row",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address_en" IS DISTINCT FROM (NEW."address_en") OR OLD."address_ko" IS DISTINCT FROM (NEW."address_ko") OR OLD."city_en" IS DISTINCT FROM (NEW."city_en") OR OLD."city_ko" IS DISTINCT FROM (NEW."city_ko") OR OLD."department_en" IS DISTINCT FROM (NEW."department_en") OR OLD."department_ko" IS DISTINCT FROM (NEW."department_ko") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."hours_are_provisional" IS DISTINCT FROM (NEW."hours_are_provisional") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_current" IS DISTINCT FROM (NEW."is_current") OR OLD."latitude" IS DISTINCT FROM (NEW."latitude") OR OLD."longitude" IS DISTINCT FROM (NEW."longitude") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_ko" IS DISTINCT FROM (NEW."name_ko") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."phone_hours_en" IS DISTINCT FROM (NEW."phone_hours_en") OR OLD."phone_hours_ko" IS DISTINCT FROM (NEW."phone_hours_ko") OR OLD."privacy_officer_en" IS DISTINCT FROM (NEW."privacy_officer_en") OR OLD."privacy_officer_ko" IS DISTINCT FROM (NEW."privacy_officer_ko") OR OLD."retention_days" IS DISTINCT FROM (NEW."retention_days") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."theme_en" IS DISTINCT FROM (NEW."theme_en") OR OLD."theme_ko" IS DISTINCT FROM (NEW."theme_ko") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."venue_en" IS DISTINCT FROM (NEW."venue_en") OR OLD."venue_ko" IS DISTINCT FROM (NEW."venue_ko"))',
                    func="NEW.working_version := OLD.working_version + 1; RETURN NEW;",
                    hash="034f15fe737001ecc90ffb9d9ae3d68e8c502c47",
                    operation="UPDATE",
                    pgid="pgtrigger_working_version_of_own_row_59543",
                    table="program_conference",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="conference",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="organisations",
                to="program.conference",
                verbose_name="대회",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="program.storedfile",
                verbose_name="로고",
            ),
        ),
        migrations.RunSQL(HOSTS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="conference",
            name="host_en",
        ),
        migrations.RemoveField(
            model_name="conference",
            name="host_ko",
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                fields=("conference", "role", "name_ko", "name_en"),
                name="organisation_named_once_in_a_role",
                violation_error_message="같은 역할에 같은 이름의 기관이 있습니다.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_ko", ""), _negated=True),
                    models.Q(("name_en", ""), _negated=True),
                    _connector="OR",
                ),
                name="organisation_has_a_name",
                violation_error_message="이름을 한글이나 영문으로 입력하세요.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="working_version_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="UPDATE program_conference SET working_version = working_version + 1 WHERE id = NEW.conference_id; RETURN NEW;",
                    hash="3b5a354b9e311974aecde6add6cb0de250ca4606",
                    operation="INSERT",
                    pgid="pgtrigger_working_version_added_70734",
                    table="program_organisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="working_version_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="UPDATE program_conference SET working_version = working_version + 1 WHERE id = NEW.conference_id; RETURN NEW;",
                    hash="9e04ded10e4eae6c03103ae3521c1ef3069fd3f2",
                    operation="UPDATE",
                    pgid="pgtrigger_working_version_changed_6bbfc",
                    table="program_organisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="working_version_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="UPDATE program_conference SET working_version = working_version + 1 WHERE id = OLD.conference_id; RETURN OLD;",
                    hash="819cdbac793050383a2e6725c60817282b9400fc",
                    operation="DELETE",
                    pgid="pgtrigger_working_version_deleted_48a0b",
                    table="program_organisation",
                    when="BEFORE",
                ),
            ),
        ),
    ]
