# SPDX-License-Identifier: MIT
"""Hold the figures of a run to budgets.tsv: what each measure is, and whether it is kept."""

import fnmatch
import pathlib
import statistics

TABLE = pathlib.Path(__file__).with_name("budgets.tsv")
AT_LEAST = ("scaling",)  # and every peer; all other measures are at most their budget
COUNTERS = ("ns_per_line", "allocations")
# A cache line that two cores want costs each of them 7 ns and more; less than this is what hardware
# threads of one core take from each other, or chance.
CONTENTION = 1.0  # ns

# What each operation is held against; the threads are the same on both sides.
LIMITS = {
    "record/counter": "limit/tls_cell",
    "record/counter_handle": "limit/tls_indexed",
    "record/counter_labels3": "limit/label_loop",
    "record/counter_double": "limit/tls_double",
    "record/up_down": "limit/tls_cell",
    "record/histogram_ns": "limit/tls_cell",
    "record/timer_steady": "limit/steady_clock",
    "record/timer_tsc": "limit/tsc",
    "record/text_label_one": "limit/fetch_add",
    "record/text_label_hit": "limit/label_loop",
    "record/text_label_hit_per_thread": "limit/label_loop",
    "record/text_label_handle": "limit/tls_indexed",
    "record/dropped": "limit/tls_cell",
    "record/gauge_set": "limit/tls_cell",
    "record/gauge_inc": "limit/fetch_add",
    "record/histogram_11": "limit/tls_double",
    "record/histogram_200": "limit/tls_double",
    "record/histogram_min_max": "limit/tls_double",
    "expose/text/mixed": "limit/memcpy_text",
    "snapshot/shards_1": "limit/snapshot_shards_1",
    "snapshot/shards_8": "limit/snapshot_shards_8",
    "snapshot/shards_64": "limit/snapshot_shards_64",
}

# How many of the limit's calls one call needs: a timer reads its clock where it begins and ends.
CALLS_OF_LIMIT = {"record/timer_steady": 2, "record/timer_tsc": 2}


def limit_of(name):
    operation, separator, threads = name.partition("/threads:")
    return LIMITS.get(operation, "") + separator + threads


def median_ratio(rounds, name, other):
    """What `name` takes in terms of `other`, or None where one of them did not run."""
    both = [one[name] / one[other] for one in rounds if name in one and one.get(other)]
    return statistics.median(both) if both else None


def measure(rounds, counters, name, what):
    """The figure that a budget is about, or None where it was not measured."""
    if what == "ns":
        return statistics.median([one[name] for one in rounds if name in one])
    if what in COUNTERS:
        found = [one[name][what] for one in counters if what in one.get(name, {})]
        return statistics.median(found) if found else None
    if what == "limit":
        ratio = median_ratio(rounds, name, limit_of(name))
        return ratio and ratio / CALLS_OF_LIMIT.get(name.partition("/threads:")[0], 1)
    if what == "over_limit":
        both = [one[name] - one[limit_of(name)] for one in rounds
                if name in one and limit_of(name) in one]
        return statistics.median(both) if both else None
    if what == "scaling":
        # By CPU time: it rises with contention and not with neighbours on the same machine.
        operation, _, threads = name.partition("/threads:")
        names = [f"{one}/threads:{n}" for one in (operation, "limit/tls_cell")
                 for n in (1, threads)]
        found = []
        for one in rounds:
            if all(one.get(each) for each in names):
                alone, beside, limit_alone, limit_beside = (one[each] for each in names)
                as_limit = alone * limit_beside / limit_alone
                found.append(as_limit / beside if beside > as_limit + CONTENTION else 1.0)
        return statistics.median(found) if found else None
    return median_ratio(rounds, f"peer/{what}/{name}", name)


def best_round(rounds):
    """Of several rounds the least of each figure: neighbours on the same machine add, and take
    nothing off."""
    names = {name for one in rounds for name in one}
    return {name: min(one[name] for one in rounds if name in one) for name in names}


def best_counters(counters):
    """The same of what was counted, but for allocations, which no neighbour makes."""
    names = {name for one in counters for name in one}
    return {name: {what: (max if what == "allocations" else min)(found) for what in COUNTERS
                   if (found := [one[name][what] for one in counters
                                 if what in one.get(name, {})])} for name in names}


MEASURES = ("ns", "limit", "over_limit", *AT_LEAST, *COUNTERS)
PEERS = ("prometheus-cpp", "opentelemetry-cpp", "quill", "bvar", "folly")


def check_row(line, fields):
    """A row that is not understood would be judged by nobody."""
    if len(fields) != 4:
        raise SystemExit(f"{TABLE.name}: {line!r}: want four fields with tabs between them")
    for what, known, all_known in (("measure", fields[1], MEASURES + PEERS),
                                   ("compiler", fields[2], ("any", "gcc", "clang"))):
        if known not in all_known:
            raise SystemExit(f"{TABLE.name}: {line!r}: no {what} is called {known}: want one of "
                             f"{', '.join(all_known)}")


def read():
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        check_row(line, line.split("\t"))
    return [(operation, what, compiler, float(budget))
            for operation, what, compiler, budget in (line.split("\t") for line in lines[1:])]


def judge(rounds, counters, compiler, peers):
    """Sentences on the budgets that are exceeded, on those that were not measured, on those of a
    peer that is left out, and how many were kept, by the best of the rounds. `compiler` is gcc or
    clang."""
    exceeded, unmeasured, left_out, kept = [], [], [], 0
    rounds, counters = [best_round(rounds)], [best_counters(counters)]
    for pattern, what, whose, budget in read():
        peer = what not in MEASURES
        if whose not in ("any", compiler):
            continue
        if peer and what not in peers:
            left_out.append(f"{pattern}: {what} is left out")
            continue
        found = {name: value for name in rounds[0] if fnmatch.fnmatchcase(name, pattern)
                 if (value := measure(rounds, counters, name, what)) is not None}
        if not found:
            unmeasured.append(f"{pattern}: {what}")
        for name, value in found.items():
            least = peer or what in AT_LEAST
            if value < budget if least else value > budget:
                exceeded.append(f"{name}: {what} {value:.4g}, budget at "
                                f"{'least' if least else 'most'} {budget:g}")
            else:
                kept += 1
    return exceeded, unmeasured, left_out, kept
