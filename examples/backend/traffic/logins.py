# SPDX-License-Identifier: MIT
"""Log-ins that are accepted and refused, guesses beyond their number, renewals of tokens, and how
organizations let their people in."""
from settings import LARGEST_BODY

LOGIN = '/api/v1/auth/login'
MACHINE_LOGIN = '/api/v1/auth/universal-auth/login'
RENEWAL = '/api/v1/auth/token/renew'
SSO = '/api/v1/sso/{provider}/config'
GUESSES = 10  # wrong passwords of an account in a minute; one more, and nothing is looked at


def count_attempt(client, by, username, error, kind, who=None):
    """`error` is what is told, `kind` what the trouble was; neither of a log-in that succeeds."""
    ended = {'infisical.auth.method': by,
             'infisical.auth.result': 'failure' if kind else 'success'}
    client.run.account.add('infisical.auth.attempt.count', {
        **(who.attributes() if who else {}), **ended, 'error.type': error,
        'infisical.auth.attempt.username': username, 'client.address': client.address,
        'user_agent.original': client.agent})
    client.run.account.add('infisical.auth.attempt.duration', {
        **ended, 'error.type': kind, 'infisical.organization.id': who.of.id if who else None})


def let_in(client, who, by, token):
    """The client goes on with this session."""
    client.who, client.by, client.token = who, by, token
    client.run.later.event('LOGIN_USER' if who.person else 'LOGIN_IDENTITY', who, who.of)


def log_in(client, who, password=None, expect=(200,), name=None):
    """By name and password; as `who`, if they are right."""
    route = LOGIN if who.person else MACHINE_LOGIN
    by = 'email' if who.person else 'universal-auth'
    name = name or who.login
    fields = zip(('email', 'password') if who.person else ('clientId', 'clientSecret'),
                 (name, password or who.password))
    answer = client.ask('POST', route, route, body=dict(fields), token=False, becomes=(who, by),
                        expect=expect)
    if answer.status == 200:
        count_attempt(client, by, name, None, None, who)
        let_in(client, who, by, answer.json()['accessToken'])
    elif answer.status == 401:
        count_attempt(client, by, name, 'invalid_credentials', 'auth')
    elif b'wrong passwords' in answer.text:
        count_attempt(client, by, name, 'too_many_attempts', 'rate_limit')


def accepted(lane):
    log_in(lane.client, lane.client.who)


def refused(lane):
    """Names that nobody has share what is counted of guesses."""
    log_in(lane.visitor, lane.client.who, 'wrong', (401, 429), name=f'nobody-{lane.number}')
    route = LOGIN if lane.client.who.person else MACHINE_LOGIN
    lane.visitor.ask('POST', route, route, body={'email': 'x'}, expect=(400,))
    lane.visitor.ask('POST', route, route, body='x' * (LARGEST_BODY + 1), expect=(413,))


def renew(lane):
    renew_token(lane.client)


def renew_token(client):
    """That of a person is not renewed; that of a machine ends with its renewal."""
    if client.who.person:
        answer = client.ask('POST', RENEWAL, RENEWAL, expect=(403,))
        ended = {'outcome': 'failure', 'error.type': 'policy'}
    else:
        answer = client.ask('POST', RENEWAL, RENEWAL, expect=(200,))
        ended = {'outcome': 'success', 'infisical.auth.method': client.by}
        client.token = answer.json()['accessToken']
        client.run.later.event('RENEW_ACCESS_TOKEN', client.who, client.who.of)
    client.run.account.add('infisical.auth.token.renewal.count', ended)


def renew_nothing(lane):
    lane.visitor.ask('POST', RENEWAL, RENEWAL, expect=(401,))
    lane.run.account.add('infisical.auth.token.renewal.count',
                         {'outcome': 'failure', 'error.type': 'auth'})


def change_sso(client, method, provider, expect, dropped=False):
    """`dropped`: its event does not get into the audit log."""
    answer = client.ask(method, f'/api/v1/sso/{provider}/config', SSO,
                        body={'metadataUrl': 'https://idp.example.org'}, expect=expect)
    if answer.status in (200, 201):
        done = 'create' if answer.status == 201 else 'update'
        client.run.account.add('infisical.sso.config.change.count', {
            'sso.provider': provider, 'sso.action': done,
            'infisical.organization.id': client.who.of.id})
        what = f'{done.upper()}_SSO_CONFIG'
        client.run.later.event(what, client.who, client.who.of, dropped)


def configure(lane):
    provider = lane.draw(('saml', 'oidc', 'ldap'))
    change_sso(lane.client, 'POST', provider, (201, 409))
    change_sso(lane.client, 'PATCH', provider, (200,))


MIX = {accepted: 3, refused: 1, renew: 4, renew_nothing: 1, configure: 2}


def guess(run):
    """Of each organization's victim: in the end, not even the right password is looked at."""
    for of in run.people.projects:
        victim = run.people.one('victim', of)
        for _ in range(GUESSES):
            log_in(run.visitor, victim, 'guessed', (401, 429))
        log_in(run.visitor, victim, expect=(429,))
