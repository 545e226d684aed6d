#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read what the compiler made of the record calls: SOURCE's functions record_*.

Usage: disassembly.py SOURCE COMPILER...

SOURCE is compiled at -O2, as static code (-fno-pic) and as a shared library's (-fPIC).  The steady
path of a function is what runs once a thread owns its shard:
  - what the compiler put into .text.unlikely is slow: the functions marked cold, and the parts of
    others that lead to one;
  - so is a block that calls or jumps to something slow, and one from which every way leads there;
  - all other blocks that the function's entry reaches are its steady path.
There no instruction may lock the bus or fence, call or jump out of the function, enter the kernel,
repeat itself, or jump backward.  The entry may not be slow.  A conditional jump to something slow
is allowed: it is the test that tells the slow path.  The source's functions plant_WHAT_* commit one
offence each and must be caught at it.  x86-64 only.
"""
import re
import subprocess
import sys
import tempfile

MODES = ['-fno-pic', '-fPIC']
COLD_SECTION = re.compile(r'\.text\.(unlikely|cold)')
END = re.compile(r'(rep[nz]* )?ret|ud2|hlt|int3')
SLOW, OUT = 'slow', 'out'  # where a jump leads that does not stay in the function
OFFENCES = {
    'lock': re.compile(r'lock |xchg .*\(|[mls]fence|pause'),
    'call': re.compile(r'(notrack |bnd )*call'),
    'kernel': re.compile(r'syscall|sysenter|int '),
    'loop': re.compile(r'rep(?!z? ret)|loop'),
}


class Slow(set):
    """Names of slow functions; a part of .text.unlikely has no name of its own."""
    def __contains__(self, symbol):
        return super().__contains__(symbol) or bool(symbol and COLD_SECTION.match(symbol))


def disassemble(source, compiler, mode):
    """{function: [(address, instruction, symbol of its relocation)]}, and the slow functions."""
    with tempfile.NamedTemporaryFile(suffix='.o') as out:
        subprocess.run([*compiler, '-O2', mode, '-c', source, '-o', out.name], check=True)
        listing = subprocess.run(['objdump', '-dr', '-w', '--no-show-raw-insn', out.name],
                                 capture_output=True, text=True, check=True).stdout
    functions, slow, section, code = {}, Slow(), '', []
    for line in listing.splitlines():
        if found := re.match(r'Disassembly of section (\S+):', line):
            section = found[1]
        elif found := re.match(r'[0-9a-f]+ <(.+)>:', line):
            code = functions.setdefault(found[1], [])
            if COLD_SECTION.match(section):
                slow.add(found[1])
        elif found := re.match(r' *([0-9a-f]+):\t([^\t]*)(?:\t[0-9a-f]+: R_\S+\t(\S+))?', line):
            symbol = found[3] and re.sub(r'[-+]0x[0-9a-f]+$', '', found[3])
            instruction = found[2].split('#')[0].strip()
            if not instruction.startswith('R_'):  # a second relocation of the line before
                code.append((int(found[1], 16), instruction, symbol))
    return functions, slow


def blocks_of(code, slow):
    """{address of a block: (its instructions, what may follow it)}."""
    inside = {address for address, _, _ in code}

    def leads_to(instruction, symbol):
        if symbol:
            return SLOW if symbol in slow else OUT
        to = re.fullmatch(r'\S+ +([0-9a-f]+)( <.*>)?', instruction)
        return int(to[1], 16) if to and int(to[1], 16) in inside else OUT

    jumps = {address: leads_to(instruction, symbol) for address, instruction, symbol in code
             if re.match(r'(notrack |bnd )*j', instruction)}
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
            if not re.match(r'(notrack |bnd )*jmp', instruction):
                follow.append(after)
            start = None
        elif END.match(instruction):
            start = None
        elif after in starts:
            follow.append(after)
    return blocks


def check(code, slow):
    """The offences on the steady path, as (what, instruction), and its length at the longest."""
    blocks = blocks_of(code, slow)
    aside = {SLOW} | {start for start, (body, _) in blocks.items()
                      if any(OFFENCES['call'].match(text) and (symbol in slow)
                             for _, text, symbol in body)}
    while more := {start for start, (_, follow) in blocks.items()
                   if start not in aside and follow and aside.issuperset(follow)}:
        aside |= more
    entry = code[0][0]
    if entry in aside:
        return [('entry', 'the function is slow from its entry on')], 0
    offences, lengths = [], {}

    def walk(start):
        """The instructions from a steady block to the end, on the longest way."""
        if start in lengths:
            return lengths[start]
        lengths[start] = 0  # a loop is an offence, and its length no matter
        body, follow = blocks[start]
        for _, text, _ in body:
            offences.extend((what, text) for what, form in OFFENCES.items() if form.match(text))
        last, text, _ = body[-1]
        for to in follow:
            if to == OUT:
                offences.append(('call', text))
            elif to not in aside and to <= last:
                offences.append(('loop', text))
        steady = [walk(to) for to in follow if to != OUT and to not in aside]
        lengths[start] = len(body) + max(steady, default=0)
        return lengths[start]

    return offences, walk(entry)


def main(source, *compiler):
    faults, lengths = [], {}
    names = re.findall(r'\b((?:record|plant)_\w+)\(', open(source).read())
    for mode in MODES:
        functions, slow = disassemble(source, compiler, mode)
        for name in dict.fromkeys(names):
            if name not in functions:
                faults.append(f'{mode}: {name} was not compiled')
                continue
            code = functions[name]
            offences, length = (check(code, slow) if name not in slow else
                                ([('entry', 'the function is slow')], 0))
            listing = '\n'.join(f'  {address:x}: {text}' + (f'  # {symbol}' if symbol else '')
                                for address, text, symbol in code)
            if name.startswith('plant_'):
                if name.split('_')[1] not in [what for what, _ in offences]:
                    faults.append(f'{mode}: {name} was not caught: {offences}\n{listing}')
            elif offences:
                faults.append(f'{mode}: {name}: {offences}\n{listing}')
            else:
                lengths.setdefault(name, []).append(length)
    if not lengths:
        faults.append('nothing to read')
    print(f'{"instructions with ret, at most":32} {" ".join(f"{mode:>8}" for mode in MODES)}')
    for name, numbers in lengths.items():
        print(f'{name:32} {" ".join(f"{number:8}" for number in numbers)}')
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
