"""What the README says of the safety rules is what the code does."""

import re
from pathlib import Path

from s300gc.invoice_settings import InvoiceSettings, LimitSettings, SafetySettings
from s300gc.rules.references import FIELDS
from s300gc.rules.safety import SAFETY

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.split("\n## What is collected\n")[1].split("\n## ")[0]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")


def test_the_readme_has_each_rule_with_its_default_and_sentence() -> None:
    rows = re.findall(r"^\| `safety\.(\w+)` \| ([\w, ]+) \| (.+) \|$", SECTION, re.M)
    assert rows == [
        (rule.name, f"{rule.default}, always" if rule.fixed else rule.default, rule.says)
        for rule in SAFETY
    ]


def test_the_settings_named_in_the_section_exist() -> None:
    known = {
        *InvoiceSettings.model_fields, *SafetySettings.model_fields, *LimitSettings.model_fields,
    }  # fmt: skip
    named = set(re.findall(r"`(?:invoices|limits|safety)\.(\w+)", SECTION))
    assert named
    assert named <= known


def test_the_lengths_of_bank_references_are_those_of_the_table() -> None:
    bacs, sepa = re.findall(r"Bacs (\d+) characters, SEPA (\d+)", SECTION)[0]
    assert (int(bacs), int(sepa)) == (FIELDS["bacs"].length, FIELDS["sepa_core"].length)


def test_the_example_shows_the_default_of_each_rule() -> None:
    table = EXAMPLE.split("[invoices.safety]")[1].split("\n[")[0]
    shown = dict(re.findall(r'^(\w+) = "(\w+)"$', table, re.M))
    assert shown == SafetySettings().model_dump()
