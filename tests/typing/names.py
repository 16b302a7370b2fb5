"""
Names are loaded when first used, and type checkers still tell a misspelled one from one that exists. Never run.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
# mypy: warn-unused-ignores

from __future__ import annotations

import monetize_software as client
import monetize_software_mock as mock
from monetize_software import access, metering, models, paywalls, receivers, redaction, storage, webhooks
from monetize_software.receivers import django
from monetize_software_api import models as generated

MISSPELLED = (  # pyright: ignore[reportUnknownVariableType]
    client.BilingClient,  # type: ignore[attr-defined]
    client.errors.PaywalError,  # type: ignore[attr-defined]
    access.Acces,  # type: ignore[attr-defined]
    django.DjangoStor,  # type: ignore[attr-defined]
    generated.Prise,  # type: ignore[attr-defined]
    metering.TokenMeters,  # type: ignore[attr-defined]
    mock.Mok,  # type: ignore[attr-defined]
    models.Prise,  # type: ignore[attr-defined]
    paywalls.pick_varient,  # type: ignore[attr-defined]
    receivers.Reciever,  # type: ignore[attr-defined]
    redaction.RedactFilter,  # type: ignore[attr-defined]
    storage.SqlStore,  # type: ignore[attr-defined]
    webhooks.SubscriptionCreate,  # type: ignore[attr-defined]
)
SPELLED = (client.Cache, access.Access, mock.Mock, models.Price, receivers.AsyncTx, storage.sealed)
