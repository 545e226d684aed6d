#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Build tests/consumer as a user does: with zerometer vendored, and with zerometer installed.

Usage: consumer.py SOURCE_DIR WORK_DIR [--catalogue] CXX [CXX_ARGUMENT...]

Vendored, nothing of ours may be built or installed with the user's project.  Installed, the tree
must hold the headers and the pkg-config file and nothing else.

--catalogue: a program that makes a catalogue's files, too, by the README's lines for Meson, as a
release whose warnings are errors.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import page_check

EXPECTED = ('sales_total{colour="green",otel_scope_name="shop",otel_scope_town="Ulm",'
            'otel_scope_version="1.0"} 1\n')
CATALOGUE = '''#include <catalogue/generate.hpp>
namespace zm = zerometer;
struct api : zm::meter<api, "api"> {
  struct calls : counter<"api.calls", "{call}", "Calls."> {};
  using metrics = zm::list<calls>;
};
int main(int argc, char** argv) { return catalogue::generate<zm::exposition<api>>(argc, argv); }
'''


def run(*command, **environment):
    environment = os.environ | {name: str(value) for name, value in environment.items()}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f'{" ".join(map(str, command))}\n{done.stdout}{done.stderr}')
    return done.stdout


def check_page(text):
    faults = page_check.check(text.encode())
    if faults or EXPECTED not in text:
        sys.exit(f'the consumer prints a page with {faults}:\n{text}')


def configure(source, build, compiler, *arguments, **environment):
    cxx, *flags = compiler
    flags = ' '.join(flags)
    run('meson', 'setup', '--prefix=/usr', f'-Dcpp_args={flags}', f'-Dcpp_link_args={flags}',
        *arguments, build, source, CXX=cxx, **environment)


def introspect(build, what):
    return json.loads(run('meson', 'introspect', what, build))


def ours(build, root):
    """What a build of the consumer would build or install that is not the consumer's."""
    subproject = str(root / 'subprojects' / 'zerometer')
    yield from (target['name'] for target in introspect(build, '--targets')
                if target['defined_in'].startswith(subproject) or target['subproject'])
    yield from (to for to in introspect(build, '--installed').values()
                if pathlib.Path(to).name != 'consumer')


def vendored(source, work, compiler):
    project, build = work / 'project', work / 'vendored'
    shutil.copytree(source / 'tests/consumer', project)
    (project / 'subprojects').mkdir()
    (project / 'subprojects/zerometer').symlink_to(source)
    configure(project, build, compiler)
    if found := list(ours(build, project)):
        sys.exit(f'a consumer that vendors zerometer gets {found}')
    run('ninja', '-C', build)
    check_page(run(build / 'consumer'))
    run('meson', 'install', '-C', build, '--destdir', work / 'vendored_root', '--no-rebuild')
    files = [str(path.relative_to(work / 'vendored_root'))
             for path in (work / 'vendored_root').rglob('*') if not path.is_dir()]
    if files != ['usr/bin/consumer']:
        sys.exit(f'a consumer that vendors zerometer installs {files}')
    # The check itself: zerometer's own build is full of what a consumer must not get.
    if not list(ours(work / 'own', project)):
        sys.exit('planted and not found: targets and files of ours')


def installed(source, work, compiler):
    root = work / 'root'
    run('meson', 'install', '-C', work / 'own', '--destdir', root)
    files = {str(path.relative_to(root / 'usr')) for path in root.rglob('*') if not path.is_dir()}
    headers = {f'include/{path.relative_to(source / "include")}'
               for path in (source / 'include').rglob('*.hpp')}
    if files != headers | {'share/pkgconfig/zerometer.pc'}:
        sys.exit(f'installed and not expected, or the reverse: '
                 f'{sorted(files ^ (headers | {"share/pkgconfig/zerometer.pc"}))}')
    build = work / 'installed'
    configure(source / 'tests/consumer', build, compiler, '--wrap-mode=nofallback',
              PKG_CONFIG_PATH=root / 'usr/share/pkgconfig', PKG_CONFIG_SYSROOT_DIR=root)
    run('ninja', '-C', build)
    check_page(run(build / 'consumer'))


def catalogue(source, work, compiler):
    """Asked for behind zerometer, as the README's lines do; and alone, where a wrap names it."""
    readme = (source / 'README.md').read_text()
    lines = re.search(r"```meson\n([^`]*api_catalogue[^`]*)```", readme)[1]
    names = re.search(r'`(dependency_names = [^`]*)`', readme)[1].replace('\n', ' ')
    wrap = f'[wrap-file]\ndirectory = zerometer\n\n[provide]\n{names}\n'
    alone = re.sub(r"^zerometer = .*\n", '', lines)
    for name, text in (('behind', lines), ('alone', alone)):
        project, build = work / f'catalogue_{name}', work / f'catalogue_{name}_build'
        (project / 'subprojects').mkdir(parents=True)
        (project / 'subprojects/zerometer').symlink_to(source)
        if name == 'alone':
            (project / 'subprojects/zerometer.wrap').write_text(wrap)
        (project / 'catalogue.cpp').write_text(CATALOGUE)
        (project / 'meson.build').write_text(
            "project('tool', 'cpp', default_options: ['cpp_std=c++20', 'warning_level=3'])\n"
            + text)
        configure(project, build, compiler, '--buildtype=release', '-Dwerror=true')
    run('ninja', '-C', build)
    if 'api_calls_total' not in (build / 'rules.yml').read_text():
        sys.exit('the rules of a catalogue of a user do not name its counter')


def main(source, work, *compiler):
    source, work = pathlib.Path(source), pathlib.Path(work)
    with_catalogue = compiler[0] == '--catalogue'
    compiler = compiler[with_catalogue:]
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    configure(source, work / 'own', compiler, '-Dtests=disabled', '-Dexamples=disabled')
    vendored(source, work, compiler)
    installed(source, work, compiler)
    if with_catalogue:
        catalogue(source, work, compiler)
    print('zerometer serves vendored and installed, and leaves nothing behind')


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else __doc__)
