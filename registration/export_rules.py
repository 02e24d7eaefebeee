"""Which presets open without a password, and which the agency may use; every decision is kept."""

from typing import Any, NamedTuple

from registration.downloads import Taker
from registration.export_presets import Preset, presets
from registration.models import PresetRule

PASSWORD, AGENCY = PresetRule.Rule.PASSWORD.value, PresetRule.Rule.AGENCY.value
DEFAULTS = {PASSWORD: True, AGENCY: False}
MAY_CHOOSE = "registration.choose_export"


class Ruled(NamedTuple):
    """A preset, and what holds for it."""

    preset: Preset
    needs_password: bool
    is_for_agency: bool


def as_they_are() -> list[Ruled]:
    """Return every preset with its rules."""
    decided = PresetRule.objects.in_force()
    return [
        Ruled(preset, _of(decided, preset.key, PASSWORD), _of(decided, preset.key, AGENCY))
        for preset in presets()
    ]


def decide(taker: Taker, ticked: set[str]) -> None:
    """Write down what is decided otherwise than before; `ticked` holds 'password:badges', 'agency:full' and so on."""
    decided = PresetRule.objects.in_force()
    for preset in presets():
        for rule in (PASSWORD, AGENCY):
            is_on = f"{rule}:{preset.key}" in ticked
            if is_on != _of(decided, preset.key, rule):
                PresetRule.objects.create(
                    preset=preset.key, rule=rule, is_on=is_on, by_id=taker.user_id or 0, account=taker.account,
                    address=taker.address,
                )  # fmt: skip


def history() -> Any:
    """Return the decisions, the newest first."""
    return PresetRule.objects.all()[:50]


def needs_password(preset: Preset) -> bool:
    """Say whether every file of this preset has an opening password."""
    return _of(PresetRule.objects.in_force(), preset.key, PASSWORD)


def may_choose(user: Any) -> bool:
    """Say whether an account may use every preset, and columns of its own choice."""
    return bool(user.has_perm(MAY_CHOOSE))


def presets_for(user: Any) -> list[Preset]:
    """Return the presets that an account may use: all, or those that the city allows the agency."""
    if may_choose(user):
        return presets()
    return [ruled.preset for ruled in as_they_are() if ruled.is_for_agency]


def _of(decided: dict[tuple[str, str], bool], preset: str, rule: str) -> bool:
    return decided.get((preset, rule), DEFAULTS[rule])
