# SPDX-License-Identifier: MIT
"""What deployment files say to each other, held together: ports, names, files, variables, images.

Each check_ function yields what is wrong with a deploy_reader.Deployed.
"""
import pathlib
import re
import subprocess
import tempfile
import urllib.parse

from deploy_reader import leaves

# What only examples/run's load and its Prometheus need.
NOT_BUILT_WITH = {'curl', 'gnuplot-nox', 'nghttp2-client', 'prometheus', 'python3'}
# In every Debian image with apt in it.
BASE = {'libc6', 'libcrypt1', 'libgcc-s1', 'libstdc++6'}
# As values.schema.json and the templates of the charts have them, of the releases that the files
# name; a leaf is a path of keys.
CHARTS = {
    'prometheus': r'server\.(image\.(repository|tag)|configPath|configMapOverrideName'
                  r'|service\.servicePort|persistentVolume\.enabled)'
                  r'|(alertmanager|kube-state-metrics|prometheus-(node-exporter|pushgateway))'
                  r'\.enabled',
    'collector': r'mode|fullnameOverride|image\.(repository|tag)'
                 r'|configMap\.(create|existingName)'
                 r'|(liveness|readiness)Probe\.httpGet\.(path|port)'
                 r'|ports\.[a-z-]+\.(enabled|containerPort|servicePort)',
}


def check_ports(deployed):
    for where, parts in deployed.deployments.items():
        for name, part in parts.items():
            listens = deployed.listens(part.image)
            for port in {*part.ports.values(), *getattr(part, 'container_ports', ()),
                         *[port for port, _ in part.probes]} - listens:
                yield f'{where}: {name} does not listen on {port}, but on {sorted(listens)}'
            if not part.ports:
                yield f'{where}: nobody reaches {name}'
    exposed = set(map(int, re.search(r'^EXPOSE (.*)$', deployed.dockerfile, re.M)[1].split()))
    if exposed != deployed.listens('infisical-backend:x'):
        yield f'Dockerfile: EXPOSE {sorted(exposed)} is not what it listens on'
    ours = deployed.helm['collector']
    for name, port in ours['ports'].items():
        for number in {port.get('containerPort'), port.get('servicePort')} - {None}:
            if number not in deployed.listens(ours['image']['repository'] + ':x'):
                yield f'helm/collector.yaml: {name}: nothing listens on {number}'


def check_addresses(deployed):
    """Who is named is there under that name, and reached at that port."""
    for where, parts in deployed.deployments.items():
        named = [(variable, text) for part in parts.values()
                 for variable, text in part.variables.items() if '://' in text]
        for part in parts.values():
            for file, text in part.mounts.items():
                if text and 'prometheus' in file:
                    named += [(file, f'http://{target}')
                              for target in re.findall(r'targets: \["([^"]+)"\]', text)]
        if 'grafana' in parts:
            named += [('grafana', one['url']) for one in deployed.source['datasources']]
        if len(named) < 1 + ('grafana' in parts):
            yield f'{where}: nobody is scraped'
        for what, url in named:
            url = urllib.parse.urlsplit(url)
            if url.hostname not in parts or url.port not in parts[url.hostname].ports:
                yield f'{where}: {what}: nobody is at {url.netloc}'
            if what == 'OTEL_EXPORT_OTLP_ENDPOINT' and url.path != '/v1/metrics':
                yield f'{where}: {what}: no OTLP at {url.path}'


def check_files(deployed):
    for where, parts in deployed.deployments.items():
        for name, part in parts.items():
            for file, text in part.mounts.items():
                if text is None:
                    yield f'{where}: {name}: what is mounted at {file} is no file'
            read = [word.partition('=')[2] for word in part.command if word.startswith('--config')]
            for file in read:
                if file not in part.mounts:
                    yield f'{where}: {name} reads {file}, and {sorted(part.mounts)} are there'
            if part.mounts and not read:
                yield f'{where}: {name} reads none of {sorted(part.mounts)}'
    for line in re.findall(r'^COPY (?!--from)(.*) \S+$', deployed.dockerfile, re.M):
        for file in line.split():
            if not (deployed.root / file).exists():
                yield f'Dockerfile: there is no {file}'
    folder = deployed.provider['providers'][0]['options']['path']
    if f'dashboard.json {folder}/\n' not in deployed.dockerfile:
        yield f'grafana/dashboards.yaml: no dashboard is put in {folder}'
    for path in sorted(deployed.here.rglob('*')):
        text = path.read_text() if path.is_file() else ''
        for file in re.findall(r'examples/backend/deploy/[\w./-]*\w', text):
            if not (deployed.root / file).exists():
                yield f'{path.name}: there is no {file}'


def check_rules(deployed):
    """promtool reads what each Prometheus is given, at the places where it is given it."""
    for where, parts in deployed.deployments.items():
        with tempfile.TemporaryDirectory(prefix='zerometer-rules-') as scratch:
            for file, text in parts['prometheus'].mounts.items():
                path = pathlib.Path(scratch + file)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text or '')
            done = subprocess.run(
                ['promtool', 'check', 'config', f'{scratch}/etc/prometheus/prometheus.yml'],
                capture_output=True, text=True)
        said = (done.stdout + done.stderr).replace(scratch, '')
        if done.returncode or not re.search('SUCCESS: [1-9][0-9]* rules found', said):
            yield f'{where}: promtool: {said}'


def check_variables(deployed, known):
    image = deployed.variables_of_image()
    for where, variables in [('Dockerfile', image)] + [
            (where, parts['infisical-backend'].variables)
            for where, parts in deployed.deployments.items()]:
        for name in sorted(variables.keys() - known):
            yield f'{where}: the backend knows no {name}'
        for name, text in variables.items():
            if 'PASSWORD' in name and text not in ('', 'replace-this-password'):
                yield f'{where}: {name} is no sample'


def check_images(deployed, prometheus):
    tags = {}
    images = [(where, part.image) for where, parts in deployed.deployments.items()
              for part in parts.values()]
    images += [('helm', '{repository}:{tag}'.format(**values['image'])) for values in
               (deployed.helm['collector'], deployed.helm['prometheus']['server'])]
    images += [('Dockerfile', image)
               for image in re.findall(r'^FROM (\S+)', deployed.dockerfile, re.M)]
    for where, image in images:
        name, _, tag = image.partition(':')
        if not re.match(r'v?\d+', tag):
            yield f'{where}: {image} is no release'
        if tags.setdefault(name, tag) != tag:
            yield f'{where}: {image}, and elsewhere {tags[name]}'
    if tags['prom/prometheus'] != f'v{prometheus}':
        yield f'{tags["prom/prometheus"]} is not the Prometheus that is tested, {prometheus}'


def check_packages(deployed, needed):
    """The image is built with what examples/run installs, and has what the backend loads."""
    run = (deployed.root / 'examples/run').read_text().replace('\\\n', ' ')
    wanted = set(re.search(r'^ensure_packages (.*)$', run, re.M)[1].split()) - NOT_BUILT_WITH
    build, runs = [set(words.split()) for words in re.findall(
        r'--no-install-recommends +(.*?) +&&', deployed.dockerfile)]
    if build != wanted:
        yield f'Dockerfile: examples/run installs others: {sorted(build ^ wanted)}'
    if needed - runs - BASE:
        yield f'Dockerfile: the backend needs {sorted(needed - runs - BASE)}'
    user = re.search(r'^USER (.*)$', deployed.dockerfile, re.M)
    if not user or not re.fullmatch(r'[1-9]\d*:[1-9]\d*', user[1]):
        yield 'Dockerfile: it does not run as an unprivileged user by number'


def check_charts(deployed):
    for name, keys in CHARTS.items():
        for key in leaves(deployed.helm[name]):
            if not re.fullmatch(keys, key):
                yield f'helm/{name}.yaml: the chart has no {key}'
        text = (deployed.here / f'helm/{name}.yaml').read_text()
        made = set(re.findall(r'kubectl create (?:configmap|secret generic) (\S+)', text))
        wanted = {'relay'} if name == 'collector' else {'prometheus.yml', 'rules.yml'}
        for command in re.findall(r'(kubectl create (?:.*\\\n)*.*)', text):
            given = set(re.findall(r'--from-file=([^=\s]+)=', command))
            if given != wanted:
                yield f'helm/{name}.yaml: {sorted(given)} are given, wanted {sorted(wanted)}'
        mounted = (deployed.helm[name]['configMap']['existingName'] if name == 'collector' else
                   'prometheus-' + deployed.helm[name]['server']['configMapOverrideName'])
        if made != {mounted}:
            yield f'helm/{name}.yaml: {mounted} is mounted, and {sorted(made)} is made'
