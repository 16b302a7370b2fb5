"""
The routes of the project that `django_project` configures.
"""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from monetize_software.receivers.django.urls import webhook

urlpatterns = [
    *webhook("webhooks/billing"),
    *webhook("webhooks/awaited", is_async=True),
    *webhook("webhooks/queued/", "queued"),
    path("admin/", admin.site.urls),
]
