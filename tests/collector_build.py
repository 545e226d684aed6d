#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Build an OpenTelemetry Collector from Go modules by its own builder, once.

Usage: collector_build.py          print where it is, built where it was not
       collector_build.py --pin    write go.mod and go.sum anew, after a change of the manifest

What is in it stands in oracles/collector/manifest.yaml.  The builder writes its source; go.mod and
go.sum pin each module with its checksum; Debian's Go compiles it.  The binary is kept outside the
checkout, in ${ZEROMETER_CACHE:-${XDG_CACHE_HOME:-~/.cache}/zerometer}, under a name that changes
with what it is made of: 87 MB.  While it is built, modules and objects take 3 GB beside it; a
build that was broken off goes on from there.
"""
import fcntl
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

from unavailable import Unavailable

PINNED = pathlib.Path(__file__).parent / 'oracles/collector'
GO = pathlib.Path('/usr/lib/go-1.19/bin/go')
# Any release of the builder makes any Collector whose interfaces it knows.
BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.81.0'
FETCHED = 300  # seconds: after that a connection hangs, which Go waits for without an end
TRIES = 3  # what was fetched stays; after that there is no such network
# What is wrong with what we pinned, and not with the network.
OURS = re.compile(r'checksum mismatch|missing go\.sum entry|updates to go\.(mod|sum) needed')


def say(text):
    print(f'collector: {text}', flush=True)


def cache_directory():
    base = os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache')
    return os.environ.get('ZEROMETER_CACHE') or pathlib.Path(base) / 'zerometer'


def fingerprint():
    parts = [BUILDER.encode()] + [(PINNED / name).read_bytes()
                                  for name in ('manifest.yaml', 'go.mod', 'go.sum')]
    return hashlib.sha256(b'\0'.join(parts)).hexdigest()[:12]


def take(lock, binary):
    """Whether the lock is had; not so where another run has made the binary meanwhile."""
    said = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if binary.exists():
                return False
            if not said:
                say('another run is building it; waiting')
                said = True
            time.sleep(1)


def run_go(of_what, command, fetches, **options):
    """Runs it; what fetches is tried again where it hangs.  Unavailable where no try ends."""
    for _ in range(TRIES if fetches else 1):
        try:
            return subprocess.run([str(part) for part in command], text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT,
                                  timeout=FETCHED if fetches else None, **options)
        except subprocess.TimeoutExpired:
            say(f'{of_what}: not done after {FETCHED} s')
    raise Unavailable(f'{of_what}: not done in {TRIES} tries')


class Workshop:
    """Runs Go and the builder in a directory where all that they keep stays."""

    def __init__(self, directory):
        self.directory, self.source = directory, directory / 'source'
        self.builder = directory / 'go/bin/builder'
        directory.mkdir(parents=True, exist_ok=True)
        self.environment = os.environ | {
            'PATH': f'{GO.parent}:{os.environ.get("PATH", os.defpath)}',
            'GOPATH': str(directory / 'go'), 'GOCACHE': str(directory / 'objects'),
            'GOMODCACHE': str(directory / 'modules'), 'GOBIN': str(self.builder.parent),
            # Writable, so that it can be removed like anything else.
            'GOFLAGS': '-modcacherw',
            'GO111MODULE': 'on', 'GOWORK': 'off', 'CGO_ENABLED': '0'}
        self.environment.pop('GOROOT', None)  # of another Go, where one is set

    def step(self, what, command, where=None, fetches=False, **environment):
        """Runs it and says how long it took; what it printed, where it failed."""
        began = time.monotonic()
        done = run_go(f'the OpenTelemetry Collector: {what}', command, fetches,
                      cwd=where or self.directory, env=self.environment | environment)
        say(f'{what}: {time.monotonic() - began:.1f} s')
        if done.returncode:
            said = '\n'.join([line for line in done.stdout.splitlines()
                              if line and not line.startswith('go: downloading')][-20:])
            if fetches and not OURS.search(done.stdout):
                raise Unavailable(f'the OpenTelemetry Collector: {what} failed:\n{said}')
            raise RuntimeError(f'{what} failed:\n{said}')

    def get_builder(self):
        # Go holds it and all below it against the checksum database.
        self.step('fetching and building the builder', [GO, 'install', BUILDER], fetches=True)

    def run_builder(self, what, *options, **more):
        self.step(what, [self.builder, f'--config={self.directory}/manifest.yaml', *options],
                  **more)

    def write_source(self, *options, **more):
        shutil.rmtree(self.source, ignore_errors=True)
        where = f'\n  output_path: {json.dumps(str(self.source))}\n'
        manifest = (PINNED / 'manifest.yaml').read_text()
        (self.directory / 'manifest.yaml').write_text(
            manifest.replace('\ndist:\n', f'\ndist:{where}', 1))
        self.run_builder('writing its source', '--skip-compilation', *options, **more)

    def pinned_as_written(self):
        """Whether go.mod is of this manifest."""
        wanted = re.findall(r'^\t(\S+ v\S+)$', (self.source / 'go.mod').read_text(), re.M)
        pinned = set(re.findall(r'^\t(\S+ v\S+)', (PINNED / 'go.mod').read_text(), re.M))
        return wanted and not set(wanted) - pinned

    def list_packages(self, **environment):
        # Fetches what the program is made of, and not what its modules' tests need.
        self.step('fetching modules', [GO, 'list', '-deps', '-f={{""}}', '.'],
                  where=self.source, fetches=True, **environment)


def make(work, binary):
    began = time.monotonic()
    work.get_builder()
    work.write_source('--skip-get-modules')
    if not work.pinned_as_written():
        raise RuntimeError('go.mod is not of this manifest: collector_build.py --pin')
    for name in ('go.mod', 'go.sum'):
        shutil.copy(PINNED / name, work.source)
    work.list_packages()
    work.run_builder('compiling', '--skip-generate', '--skip-get-modules')
    work.step('asking it what it has', [work.source / 'otelcol', 'components'])
    binary.parent.mkdir(exist_ok=True)
    os.replace(work.source / 'otelcol', binary)
    say(f'built in {time.monotonic() - began:.0f} s: {binary}')


def build(cache=None):
    """The path of the binary.  Unavailable where it cannot be had: no Go, or no modules."""
    cache = pathlib.Path(cache or cache_directory()).resolve()
    name = f'collector-{fingerprint()}'
    binary, work = cache / name / 'otelcol', cache / f'{name}.work'
    if binary.exists() and not work.exists():
        return binary
    if not GO.exists():
        raise Unavailable(f'the OpenTelemetry Collector: no {GO}, which golang-1.19-go has')
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / f'{name}.lock', 'w') as lock:
        if take(lock, binary):
            if not binary.exists():
                make(Workshop(work), binary)
            began = time.monotonic()
            shutil.rmtree(work, ignore_errors=True)
            say(f'removing what it was made of: {time.monotonic() - began:.1f} s')
    return binary


def pin():
    work = Workshop(pathlib.Path(cache_directory()).resolve() / 'collector-pin.work')
    work.get_builder()
    work.write_source(fetches=True)
    # Only the checksums that the build asks for: a quarter of what the builder left.
    (work.source / 'go.sum').unlink()
    work.list_packages(GOFLAGS='-mod=mod -modcacherw')
    for name in ('go.mod', 'go.sum'):
        shutil.copy(work.source / name, PINNED)
    shutil.rmtree(work.directory)
    return f'pinned in {PINNED}'


if __name__ == '__main__':
    if sys.argv[1:] not in ([], ['--pin']):
        sys.exit(__doc__)
    print(pin() if sys.argv[1:] else build())
