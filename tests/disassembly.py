#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read what the compiler made of what a user's code calls: the functions of SOURCE.

Usage: disassembly.py SOURCE INCLUDE COMPILER...

SOURCE is compiled at -O2, as static code (-fno-pic) and as a shared library's (-fPIC), for x86-64
or AArch64, whichever the compiler's target is.  The steady path of a function is what runs once a
thread owns its shard:
  - what the compiler put into .text.unlikely is slow: the functions marked cold, and the parts of
    others that lead to one;
  - so is a block that calls or jumps to something slow, and one from which every way leads there;
  - all other blocks that the function's entry reaches are its steady path.
The first word of a function's name says what may be on it:
  record    nothing that locks the bus, is exclusive or fences, calls or jumps out of the function,
            enters the kernel, or runs twice; nor may the entry be slow.  A conditional jump to
            something slow is allowed: it is the test that tells the slow path
  shared    a locked instruction, which must be there, and loops (on AArch64 the instructions may
            be in functions of the compiler's)
  text      the same, and the C library's functions for memory
  snapshot  loops; it may call what is in the same file and is as good
  off       nothing at all but the return
  plant     plant_WHAT_* commits one offence and must be caught at it
Every verb of the metric headers must be called by a function that has it in its name.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MODES = ['-fno-pic', '-fPIC']
COLD_SECTION = re.compile(r'\.text\.(unlikely|cold)')
SLOW, OUT = 'slow', 'out'  # where a jump leads that does not stay in the function
MAY = {'record': set(), 'shared': {'lock', 'loop'}, 'text': {'lock', 'loop', 'memory'},
       'snapshot': {'loop'}, 'off': set()}
MEMORY = {'memcpy', 'memcmp', 'bcmp', 'strlen'}
KINDS = ['counter', 'double_counter', 'up_down_counter', 'histogram', 'gauge']


class X86:
    tools = ['objdump']
    ends = re.compile(r'(rep[nz]* )?ret|ud2|hlt|int3')
    jump = re.compile(r'(notrack |bnd )*j')
    always = re.compile(r'(notrack |bnd )*jmp')
    target = re.compile(r'\S+ +([0-9a-f]+)( <.*>)?')
    helper = re.compile(r'(?!)')
    offences = {
        'lock': re.compile(r'lock |xchg .*\(|[mls]fence|pause'),
        'call': re.compile(r'(notrack |bnd )*call'),
        'kernel': re.compile(r'syscall|sysenter|int '),
        'loop': re.compile(r'rep(?!z? ret)|loop'),
    }


class AArch64:
    tools = ['aarch64-linux-gnu-objdump', 'llvm-objdump-19', 'objdump']
    ends = re.compile(r'ret|udf|brk')
    jump = re.compile(r'b(\.\w+)?\b|cbn?z|tbn?z|br\b')
    always = re.compile(r'br?\b(?!\.)')
    target = re.compile(r'.*?\b([0-9a-f]+)( <.*>)')
    # Locked instructions as functions, which choose what the processor has (-moutline-atomics).
    helper = re.compile(r'__aarch64_(cas|swp|ld)')
    offences = {
        # A load that acquires and a store that releases, ldar and stlr, lock nothing.
        'lock': re.compile(r'(ldx|ldax|stx|stlx|swp|cas|(ld|st)(add|clr|set|eor|[su]m(ax|in)))|'
                           r'd[ms]b|isb|wf[ei]|yield|sev'),
        'call': re.compile(r'blr?\b'),
        'kernel': re.compile(r'svc|hvc|smc'),
        'loop': re.compile(r'(?!)'),
    }


class Slow(set):
    """Names of slow functions; a part of .text.unlikely has no name of its own."""
    def __contains__(self, symbol):
        return super().__contains__(symbol) or bool(symbol and COLD_SECTION.match(symbol))


def machine_of(compiler):
    target = subprocess.run([*compiler, '-dumpmachine'], capture_output=True, text=True,
                            check=True).stdout
    return AArch64 if target.startswith(('aarch64', 'arm64')) else X86


def disassemble(source, compiler, mode, machine):
    """{function: [(address, instruction, symbol of its relocation)]}, and the slow functions."""
    tool = next(name for name in machine.tools if shutil.which(name))
    with tempfile.NamedTemporaryFile(suffix='.o') as out:
        subprocess.run([*compiler, '-O2', mode, '-c', source, '-o', out.name], check=True)
        listing = subprocess.run([tool, '-dr', '-w', '--no-show-raw-insn', out.name],
                                 capture_output=True, text=True, check=True).stdout
    functions, slow, section, code = {}, Slow(), '', []
    for line in listing.splitlines():
        if found := re.match(r'Disassembly of section (\S+):', line):
            section = found[1]
        elif found := re.match(r'[0-9a-f]+ <(.+)>:', line):
            code = functions.setdefault(found[1], [])
            if COLD_SECTION.match(section):
                slow.add(found[1])
        elif found := re.match(r' *([0-9a-f]+):\t(.*?)(?:\t *[0-9a-f]+: R_\S+\t(\S+))?$', line):
            symbol = found[3] and re.sub(r'[-+]0x[0-9a-f]+$', '', found[3])
            instruction = re.split(r' *(?:#|//) ', found[2].replace('\t', ' '))[0].strip()
            if not instruction.startswith('R_'):  # a second relocation of the line before
                code.append((int(found[1], 16), instruction, symbol))
    return functions, slow


def name_of(instruction, symbol, machine):
    """The function that an instruction calls or jumps to, where it is known."""
    if symbol:
        return symbol
    to = machine.target.fullmatch(instruction)
    return to[2][2:-1] if to and to[2] and '+' not in to[2] else None


def blocks_of(code, slow, machine):
    """{address of a block: (its instructions, what may follow it)}."""
    inside = {address for address, _, _ in code}

    def leads_to(instruction, symbol):
        to = machine.target.fullmatch(instruction)
        if not symbol and to and int(to[1], 16) in inside:
            return int(to[1], 16)
        return SLOW if name_of(instruction, symbol, machine) in slow else OUT

    jumps = {address: leads_to(instruction, symbol) for address, instruction, symbol in code
             if machine.jump.match(instruction)}
    starts = {code[0][0], *(to for to in jumps.values() if isinstance(to, int))}
    blocks, start = {}, None
    for (address, instruction, symbol), after in zip(code, [a for a, _, _ in code[1:]] + [None]):
        if start is None or address in starts:
            start = address
            blocks[start] = ([], [])
        body, follow = blocks[start]
        body.append((address, instruction, symbol))
        if address in jumps:
            follow.append(jumps[address])
            if not machine.always.match(instruction):
                follow.append(after)
            start = None
        elif machine.ends.match(instruction):
            start = None
        elif after in starts:
            follow.append(after)
    return blocks


def check(name, functions, slow, machine, follows=False, seen=()):
    """The offences on the steady path, as (what, instruction), and its length at the longest.
    With `follows`, the functions of this file that it calls count as parts of it."""
    if name in slow:
        return [('entry', 'the function is slow')], 0
    code = functions[name]
    blocks = blocks_of(code, slow, machine)
    is_call = machine.offences['call']
    aside = {SLOW} | {start for start, (body, _) in blocks.items()
                      if any(is_call.match(text) and name_of(text, symbol, machine) in slow
                             for _, text, symbol in body)}
    while more := {start for start, (_, follow) in blocks.items()
                   if start not in aside and follow and aside.issuperset(follow)}:
        aside |= more
    entry = code[0][0]
    if entry in aside:
        return [('entry', 'the function is slow from its entry on')], 0
    offences, lengths, path = [], {}, []

    def called(text, symbol):
        to = name_of(text, symbol, machine)
        if machine.helper.match(to or ''):
            offences.append(('lock', f'{text} {to}'))
        elif to in MEMORY:
            offences.append(('memory', f'{text} {to}'))
        elif not follows or to not in functions:
            offences.append(('call', f'{text} {to}'))
        elif to not in seen and to != name:
            offences.extend(check(to, functions, slow, machine, True, (*seen, name))[0])

    def walk(start):
        """The instructions from a steady block to the end, on the longest way."""
        if start in lengths:
            return lengths[start]
        path.append(start)
        body, follow = blocks[start]
        for _, text, symbol in body:
            if is_call.match(text):
                called(text, symbol)
            else:
                offences.extend((what, text) for what, form in machine.offences.items()
                                if form.match(text))
        _, text, symbol = body[-1]
        steady = [0]
        for to in follow:
            if to == OUT:
                called(text, symbol)
            elif to in path:
                offences.append(('loop', text))
            elif to not in aside:
                steady.append(walk(to))
        path.pop()
        lengths[start] = len(body) + max(steady)
        return lengths[start]

    return offences, walk(entry)


def verbs_of(include):
    """What can be called of each kind of metric, as it stands in a function's name here."""
    for kind in KINDS:
        text = (pathlib.Path(include) / 'zerometer' / f'{kind}.hpp').read_text()
        for verb in re.findall(r'^  (?:\[\[[\w:]+\]\] )?static (?:void|handle) (\w+)\('
                               r'[^)]*Types\.\.\. labels', text, re.M):
            yield f'{kind}_{verb}'
        for verb in re.findall(r'^    (?:\[\[[\w:]+\]\] )?void (\w+)\([^)]*\) const', text, re.M):
            yield f'{kind}_handle_{verb}'


def main(source, include, *compiler):
    faults, lengths = [], {}
    machine = machine_of(compiler)
    names = dict.fromkeys(re.findall(rf'\b((?:plant|{"|".join(MAY)})_\w+)\(', open(source).read()))
    verbs = list(dict.fromkeys(verbs_of(include)))
    faults += [f'nothing calls {verb}' for verb in verbs
               if not any(re.match(rf'(record|shared)_{verb}(?!_signal_safe)', name)
                          for name in names)]
    for mode in MODES:
        functions, slow = disassemble(source, compiler, mode, machine)
        for name in names:
            if name not in functions:
                faults.append(f'{mode}: {name} was not compiled')
                continue
            what, _, rest = name.partition('_')
            follows = what in ('shared', 'text', 'snapshot') or 'through' in rest
            offences, length = check(name, functions, slow, machine, follows)
            if what == 'off' or rest.startswith('off'):
                if not machine.ends.match(functions[name][0][1]):
                    offences.append(('off', functions[name][0][1]))
            listing = '\n'.join(f'  {address:x}: {text}' + (f'  # {symbol}' if symbol else '')
                                for address, text, symbol in functions[name])
            if what == 'plant':
                if rest.split('_')[0] not in [what for what, _ in offences]:
                    faults.append(f'{mode}: {name} was not caught: {offences}\n{listing}')
            elif any(offence not in MAY[what] for offence, _ in offences):
                faults.append(f'{mode}: {name}: {offences}\n{listing}')
            elif what == 'shared' and 'lock' not in [offence for offence, _ in offences]:
                faults.append(f'{mode}: {name}: nothing is locked\n{listing}')
            elif what == 'record':
                lengths.setdefault(name, []).append(length)
    if not lengths or len(verbs) < 20:
        faults.append('nothing to read')
    print(f'{machine.__name__}, {len(verbs)} verbs, {len(names)} functions')
    print(f'{"instructions with ret, at most":42} {" ".join(f"{mode:>8}" for mode in MODES)}')
    for name, numbers in lengths.items():
        print(f'{name:42} {" ".join(f"{number:8}" for number in numbers)}')
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else __doc__)
