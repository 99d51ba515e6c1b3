"""Numbered migrations, in order; one that was shipped is never edited.

All tables are STRICT; money is integer minor units; instants and days are text.
Instants are UTC of fixed width (``2026-01-05T09:00:00.000000Z``), so that text
order is time order. Decimals (rates, and payout items, which have fractions of
a minor unit) are text.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from s300gc.store.migrations.m001_intents import m001_intents
from s300gc.store.migrations.m002_mirrors import m002_mirrors
from s300gc.store.migrations.m003_payouts import m003_payouts
from s300gc.store.migrations.m004_inbox import m004_inbox
from s300gc.store.migrations.m005_audit import m005_audit
from s300gc.store.migrations.m006_links import m006_links
from s300gc.store.migrations.m007_entries import m007_entries
from s300gc.store.migrations.m008_plans import m008_plans
from s300gc.store.migrations.m009_subscriptions import m009_subscriptions
from s300gc.store.migrations.m010_invitations import m010_invitations
from s300gc.store.migrations.m011_refunds import m011_refunds
from s300gc.store.migrations.m012_deliveries import m012_deliveries
from s300gc.store.migrations.m013_bookings import m013_bookings
from s300gc.store.migrations.m014_sign_offs import m014_sign_offs
from s300gc.store.migrations.m015_ar_refunds import m015_ar_refunds
from s300gc.store.migrations.m016_charge_dates import m016_charge_dates
from s300gc.store.migrations.m017_rebuild import m017_rebuild
from s300gc.store.migrations.m018_invitation_mails import m018_invitation_mails

if TYPE_CHECKING:
    import sqlite_utils

Migration = Callable[["sqlite_utils.Database"], None]

MIGRATIONS: tuple[Migration, ...] = (
    m001_intents,
    m002_mirrors,
    m003_payouts,
    m004_inbox,
    m005_audit,
    m006_links,
    m007_entries,
    m008_plans,
    m009_subscriptions,
    m010_invitations,
    m011_refunds,
    m012_deliveries,
    m013_bookings,
    m014_sign_offs,
    m015_ar_refunds,
    m016_charge_dates,
    m017_rebuild,
    m018_invitation_mails,
)
"""The schema number of a file (``user_version``) is how many of them it has."""
