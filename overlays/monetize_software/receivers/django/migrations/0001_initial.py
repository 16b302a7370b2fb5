"""
The tables of the storage schema's first version.
"""

from typing import ClassVar

from django.db import migrations, models

from monetize_software.receivers.django.fields import IdField


class Migration(migrations.Migration):
    """
    Makes them.
    """

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", IdField(primary_key=True, serialize=False)),
                ("host", IdField()),
                ("pid", models.BigIntegerField()),
                ("started", models.BigIntegerField()),
                ("beat", models.BigIntegerField()),
                ("done", models.BigIntegerField()),
                ("failed", models.BigIntegerField()),
            ],
            options={
                "db_table": "monetize_worker",
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                ("row", models.BigAutoField(primary_key=True, serialize=False)),
                ("user_id", IdField()),
                ("type", IdField()),
                ("tokens", models.BigIntegerField(null=True)),
                ("at", models.BigIntegerField()),
                ("closed", models.BigIntegerField()),
            ],
            options={
                "db_table": "monetize_balance",
                "constraints": [models.UniqueConstraint(fields=("user_id", "type"), name="monetize_balance_key")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("row", models.BigAutoField(primary_key=True, serialize=False)),
                ("receiver", IdField()),
                ("event_id", IdField(db_column="id")),
                ("type", IdField()),
                ("subject", IdField()),
                ("paywall", IdField()),
                ("user_id", IdField()),
                ("at", models.BigIntegerField()),
                ("dated", models.BigIntegerField()),
                ("created", models.BigIntegerField()),
                ("received", models.BigIntegerField()),
                ("state", IdField()),
                ("attempts", models.BigIntegerField()),
                ("due", models.BigIntegerField()),
                ("owner", IdField()),
                ("settled", models.BigIntegerField()),
                ("error", models.TextField()),
                ("digest", models.BinaryField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "monetize_event",
                "indexes": [
                    models.Index(fields=["receiver", "subject", "at"], name="monetize_event_subject"),
                    models.Index(
                        condition=models.Q(("state__in", ("open", "failed"))),
                        fields=["receiver", "due"],
                        name="monetize_event_due",
                    ),
                    models.Index(fields=["user_id", "at"], name="monetize_event_user"),
                    models.Index(fields=["received"], name="monetize_event_received"),
                ],
                "constraints": [models.UniqueConstraint(fields=("receiver", "event_id"), name="monetize_event_key")],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("row", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", IdField()),
                ("subject", IdField()),
                ("key", IdField()),
                ("user_id", IdField()),
                ("paywall", IdField()),
                ("at", models.BigIntegerField()),
                ("dated", models.BigIntegerField()),
                ("source", IdField()),
                ("event", IdField()),
                ("status", IdField(null=True)),
                ("ended", models.BigIntegerField(null=True)),
                ("canceled", models.BigIntegerField(null=True)),
                ("cancel_at", models.BigIntegerField(null=True)),
                ("period_end", models.BigIntegerField(null=True)),
                ("price", IdField(null=True)),
                ("interval", IdField(null=True)),
                ("amount", models.BigIntegerField(null=True)),
                ("payment", IdField(null=True)),
                ("subscription", IdField(null=True)),
            ],
            options={
                "db_table": "monetize_fact",
                "indexes": [models.Index(fields=["user_id"], name="monetize_fact_user")],
                "constraints": [models.UniqueConstraint(fields=("kind", "subject"), name="monetize_fact_key")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("row", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("user_id", IdField()),
                ("subject", IdField()),
                ("kind", IdField()),
                ("ours", models.TextField()),
                ("theirs", models.TextField()),
            ],
            options={
                "db_table": "monetize_finding",
                "indexes": [models.Index(fields=["at"], name="monetize_finding_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("user_id", "subject", "kind"), name="monetize_finding_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Meter",
            fields=[
                ("key", IdField(primary_key=True, serialize=False)),
                ("user_id", IdField()),
                ("type", IdField()),
                ("amount", models.BigIntegerField()),
                ("state", IdField()),
                ("owner", IdField()),
                ("epoch", models.BigIntegerField()),
                ("version", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("lease", models.BigIntegerField()),
                ("sent", models.BigIntegerField(null=True)),
                ("settled", models.BigIntegerField(null=True)),
                ("balance_after", models.BigIntegerField(null=True)),
                ("available", models.BigIntegerField(null=True)),
                ("error", IdField()),
                ("on_crash", IdField()),
            ],
            options={
                "db_table": "monetize_meter",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("reserved", "sending", "unknown"))),
                        fields=["user_id", "type"],
                        name="monetize_meter_open",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("reserved", "sending"))),
                        fields=["lease"],
                        name="monetize_meter_held",
                    ),
                    models.Index(fields=["user_id", "type", "at"], name="monetize_meter_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("key", IdField(primary_key=True, serialize=False)),
                ("value", models.BinaryField(null=True)),
                ("version", models.BigIntegerField()),
                ("expires", models.BigIntegerField()),
            ],
            options={
                "db_table": "monetize_session",
                "indexes": [models.Index(fields=["expires"], name="monetize_session_expires")],
            },
        ),
    ]
