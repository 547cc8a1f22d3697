"""Addresses of campaigns: the vendor's alone. Go-betweens learn of no audience."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.campaigns.views import drafts, running

VENDOR = "v/<slug:program>/campaigns/"
ONE = f"{VENDOR}<uuid:campaign>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(VENDOR, running.campaigns, name="vendor_campaigns"),
    path(f"{VENDOR}new/", drafts.write, name="vendor_campaign_new"),
    path(ONE, running.campaign, name="vendor_campaign"),
    path(f"{ONE}write/", drafts.write, name="vendor_campaign_write"),
    path(f"{ONE}start/", drafts.start, name="vendor_campaign_start"),
    path(f"{ONE}return/", drafts.give_back, name="vendor_campaign_return"),
    path(f"{ONE}people/", running.people, name="vendor_campaign_people"),
    path(f"{ONE}stop/", running.stop, name="vendor_campaign_stop"),
    path(f"{ONE}resume/", running.resume, name="vendor_campaign_resume"),
    path(f"{ONE}finish/", running.finish, name="vendor_campaign_finish"),
]
