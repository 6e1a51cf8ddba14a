"""What a run may set beside its entry and regime: names, defaults, ranges."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotator.learning.regimes import Regime
from annotator.learning.zoo.entry import FULL, TINY, Entry
from annotator.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a run may set: its default, and within what it may be.

    A text is one of `choices`; a number lies from `low` to `high`. `summary` says what it does.
    """

    key: str
    default: Any
    summary: str
    low: float = -1e9
    high: float = 1e9
    choices: tuple[str, ...] = ()


# What every network has.
COMMON: tuple[Option, ...] = (
    Option("sampler", "", "Which frames of a clip are seen; empty: by the stride",
           choices=("", "uniform", "segments", "strided", "rate")),
    Option("stride", 0, "See every so many frames; 0 spreads them over the clip", 0, 1000),
    Option("views", 1, "In so many ways the frames of a clip are taken for training", 1, 64),
    Option("augment", "weak", "How much the views of a clip differ",
           choices=("none", "weak", "strong")),
    Option("flip", False, "Mirror views: no class is left- or right-handed"),
    Option("swap", [], "Pairs of classes that trade places when a view is mirrored"),
    Option("color", False, "Change the colors of views: no class is defined by them"),
    Option("optimizer", "adamw", "What takes the steps", choices=("adamw", "sgd")),
    Option("weight_decay", 0.01, "How strongly weights are drawn to 0", 0, 1),
    Option("smoothing", 0.1, "What part of a label is shared by all classes", 0, 0.9),
    Option("balance", "weights", "How rare classes get their due: by weight, or drawn more often",
           choices=("weights", "sampling", "none")),
    Option("decay", 1.0, "Each layer learns by so much slower than the one above", 0.1, 1),
    Option("frozen", 0, "So many of the first layers of what sees pictures stay as they are",
           0, 1000),
    Option("triplet", 0.0, "Weight of the side task that draws clips of a class together", 0, 100),
    Option("accumulate", 1, "So many batches make one step", 1, 1024),
    Option("precision", "auto", "What numbers to compute in",
           choices=("auto", "float32", "bfloat16", "float16")),
    Option("compile", False, "Compile the network first: slower to start, faster on a GPU"),
    Option("patience", 6, "Stop after so many epochs that are not better", 1, 1000),
    Option("keep_steps", 0, "Write a way back every so many steps; 0: by the clock", 0, 1_000_000),
)  # fmt: skip
# What would make another skeleton of one: columns are joints there, and no places.
OF_PICTURES = ("augment", "flip", "swap", "color")
# What cards and regimes set their own defaults of.
OTHERS: tuple[Option, ...] = (
    Option("frames", 8, "Frames that are seen of a clip", 1, 256),
    Option("size", 224, "Width and height of what is seen, in px; of skeletons, how many there may "
           "be, and of how many joints", 16, 1024),
    Option("per_second", 0.0, "By the sampler rate: so many frames a second are seen", 0, 1000),
    Option("epochs", 12, "How often every clip is seen", 1, 10_000),
    Option("batch", 8, "Clips that are on the device at once", 1, 4096),
    Option("head_lr", 1e-3, "Learning rate of what is new", 1e-9, 1e30),
    Option("heat", 4.0, "How much a teacher's opinions are softened", 0.1, 100),
    Option("blend", 0.7, "What part of the loss is the teacher's", 0, 1),
    Option("pool_ratio", 2, "Unlabeled clips beside each labeled one of a step", 1, 16),
    Option("threshold", 0.95, "How sure the network must be to learn from itself", 0, 1),
    Option("adaptive", False, "The threshold follows how sure the network is of each class"),
    Option("pool_weight", 1.0, "Weight of what unlabeled clips teach", 0, 100),
    Option("average", 0.0, "Guess by the mean of past weights; so much of it stays each step",
           0, 0.9999),
    Option("appearance", 1.0, "Weight of what a network for photographs sees; 0: without", 0, 100),
    Option("backbone", "", "The network that looks at each picture"),
    Option("consensus", "average", "How the parts of a clip agree on a class"),
    Option("merge", "average", "How what was seen is put together"),
    Option("fusion", "late", "Where pictures and movement come together"),
    Option("stream", "both", "What is looked at: pictures, movement, or both"),
    Option("light", False, "Leave out the two wide layers: a third of the weights"),
    Option("laterals", True, "What sees movement tells what sees pictures"),
    Option("folder", "", "The folder of the model, below the one that the operator named"),
    Option("hidden", 0.75, "What part of a clip is hidden", 0.1, 0.95),
    Option("head", "linear", "What learns from the features: linear and mlp see a clip as a whole, "
           "the others its parts in order",
           choices=("linear", "mlp", "rnn", "gru", "lstm", "attention")),
    Option("match", "prototypes", "Nearest to a class's mean, to its clips part by part, or to "
           "where they lie once those of a class were drawn together",
           choices=("prototypes", "transport", "siamese")),
    Option("localize", "attention", "Attend to parts, or rank videos by their highest part",
           choices=("attention", "ranking")),
    Option("selection", "soft", "With attention: all parts by weight, or the few highest",
           choices=("soft", "hard")),
    Option("penalty", 16.0, "Part by part: what it costs to match an early part with a late one",
           0, 100),
)  # fmt: skip
# A step of training looks at a clip, and goes back the same way at about twice the cost.
LOOKS_A_STEP = 3
_BY_KEY = {one.key: one for one in (*COMMON, *OTHERS)}
LONGEST_TEXT = 200


def chosen(
    entry: Entry, regime: Regime, wanted: Mapping[str, Any], classes: Collection[int]
) -> dict[str, Any]:
    """The options of a run on these classes: what is `wanted` over what entry and regime set.

    Refuses (`invalid`) what they do not have and what lies out of range, naming it.
    """
    if entry.full.classes == 0:
        options: dict[str, Any] = dict(regime.options)
    else:
        size = entry.preset(_preset(entry, wanted))
        seen = {"preset": FULL, "frames": size.frames, "size": size.size}
        seen |= {"per_second": size.per_second}
        seen |= {"backbone": size.backbone} if size.backbone else {}
        left_out = OF_PICTURES if entry.poses else ()
        common = {one.key: one.default for one in COMMON if one.key not in left_out}
        options = {**common, **seen, **entry.options, **regime.options}
    strange = sorted(set(wanted) - set(options))
    if strange:
        has = f"it has {', '.join(sorted(options))}" if options else "it has none"
        raise _refused(strange[0], f"{entry.name} has no option {', '.join(strange)}; {has}")
    for key, value in wanted.items():
        options[key] = _checked(key, value, options[key], entry.choices.get(key, ()))
    strangers = {one for pair in options.get("swap", ()) for one in pair} - set(classes)
    if strangers:
        title = f"swap: {', '.join(map(str, sorted(strangers)))} is no class of this training"
        raise _refused("swap", title)
    return options


def listed(entry: Entry, regime: Regime, preset: str) -> tuple[Option, ...]:
    """What a run may set at this size, with what it is if nobody does: the telling ones first.

    The size is none of them. Refuses (`invalid`) one that the entry does not have.
    """
    wanted = {"preset": preset} if entry.full.classes else {}
    found = chosen(entry, regime, wanted, ())
    order = [one.key for one in (*OTHERS, *COMMON)]
    keys = sorted(found, key=lambda key: order.index(key) if key in order else len(order))
    return tuple(
        replace(_known(key, found[key], entry.choices.get(key, ())), default=found[key])
        for key in keys
        if key != "preset"
    )


def seconds_per_clip(entry: Entry, options: Mapping[str, Any]) -> float:
    """About how long a training with these options takes a clip on two cores, by its card."""
    size = entry.preset(str(options.get("preset", FULL)))
    longer = options["epochs"] / entry.options["epochs"] if "epochs" in entry.options else 1.0
    return float(size.seconds_per_clip * longer)


def seconds_measured(options: Mapping[str, Any], clips_per_second: float) -> float:
    """About how long such a training takes a clip where the network alone looks at so many.

    A probe looks at each clip once, and learns from what it saw in next to no time.
    """
    looks = LOOKS_A_STEP * int(options["epochs"]) if "epochs" in options else 1
    return looks / clips_per_second


def option(key: str) -> Option:
    """What is known of an option that more than one card has."""
    return _BY_KEY[key]


def _known(key: str, default: Any, choices: tuple[str, ...]) -> Option:
    """The option of this key; its choices are the entry's where that has some."""
    known = _BY_KEY.get(key, Option(key, default, ""))
    return replace(known, choices=choices) if choices else known


def _preset(entry: Entry, wanted: Mapping[str, Any]) -> str:
    preset = str(wanted.get("preset", FULL))
    sizes = (FULL,) if entry.tiny is None else (FULL, TINY)
    if preset not in sizes:
        title = f"preset: {entry.name} has no size {preset!r}; choose {' or '.join(sizes)}"
        raise _refused("preset", title)
    return preset


def _checked(key: str, value: Any, default: Any, choices: tuple[str, ...]) -> Any:
    """The value in its default's type. Refuses another kind of thing, what is out of range, and
    what is none of the choices that the entry has.
    """
    known = _known(key, default, choices)
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        raise _refused(key, f"{key} is true or false")
    if isinstance(default, (int, float)):
        return _number(known, value, whole=isinstance(default, int))
    if isinstance(default, str):
        return _text(known, value)
    return _pairs(key, value)


def _text(known: Option, value: Any) -> str:
    if known.choices and value not in known.choices:
        raise _refused(known.key, f"{known.key} is one of {', '.join(filter(None, known.choices))}")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise _refused(known.key, f"{known.key} is a text of at most {LONGEST_TEXT} letters")
    return value


def _number(known: Option, value: Any, *, whole: bool) -> int | float:
    kind = "a whole number" if whole else "a number"
    fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not fits or not known.low <= value <= known.high or (whole and value != int(value)):
        raise _refused(known.key, f"{known.key} is {kind} from {known.low:g} to {known.high:g}")
    return int(value) if whole else float(value)


def _pairs(key: str, value: Any) -> list[list[int]]:
    """Pairs of class ids. Refuses anything else, and a class that is in two of them."""
    pairs = [list(one) for one in value if _is_pair(one)] if isinstance(value, list | tuple) else []
    ids = [one for pair in pairs for one in pair]
    if not isinstance(value, list | tuple) or len(pairs) != len(value) or len(set(ids)) < len(ids):
        raise _refused(key, f"{key} is a list of pairs of classes, each class in one of them")
    return pairs


def _is_pair(value: Any) -> bool:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return False
    return all(isinstance(one, int) and not isinstance(one, bool) for one in value)


def _refused(key: str, title: str) -> Refusal:
    return Refusal(Code.INVALID, title, fields={f"options.{key}": title})
